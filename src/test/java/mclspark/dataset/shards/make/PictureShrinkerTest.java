package mclspark.dataset.shards.make;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import mclspark.image.DecoderChoice;
import mclspark.image.EncodedPictures;
import mclspark.image.ImageDecoder;
import mclspark.image.RgbImage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Smaller pictures for storage. */
final class PictureShrinkerTest {

  private static RgbImage smooth(int width, int height) throws Exception {
    byte[] png =
        EncodedPictures.encode(
            EncodedPictures.image(width, height, BufferedImage.TYPE_INT_RGB), "png");
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.JDK)) {
      return decoder.decode(png);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "JDK"})
  void theEncodedPictureIsNearTheResizedOne(DecoderChoice choice) throws Exception {
    try (PictureShrinker shrinker = new PictureShrinker(64, 95, choice);
        ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      assertFalse(shrinker.shrinks(smooth(64, 200)));
      RgbImage picture = smooth(300, 150);
      assertTrue(shrinker.shrinks(picture));
      RgbImage small = shrinker.resize(picture);
      assertEquals(128, small.width());
      assertEquals(64, small.height());
      RgbImage read = decoder.decode(shrinker.encode(small));
      assertEquals(128, read.width());
      assertTrue(meanDifference(small, read) < 12, "mean " + meanDifference(small, read));
      assertTrue(shrinker.encode(small).length < small.pixels().length / 2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "JDK"})
  void qualityCounts(DecoderChoice choice) throws Exception {
    RgbImage picture = smooth(100, 80);
    try (PictureShrinker low = new PictureShrinker(64, 20, choice);
        PictureShrinker high = new PictureShrinker(64, 95, choice)) {
      assertTrue(low.encode(picture).length < high.encode(picture).length);
    }
    assertThrows(
        IllegalArgumentException.class, () -> new PictureShrinker(64, 101, choice).close());
  }

  private static double meanDifference(RgbImage one, RgbImage two) {
    long sum = 0;
    for (int i = 0; i < one.pixels().length; i++) {
      sum += Math.abs((one.pixels()[i] & 0xFF) - (two.pixels()[i] & 0xFF));
    }
    return (double) sum / one.pixels().length;
  }
}
