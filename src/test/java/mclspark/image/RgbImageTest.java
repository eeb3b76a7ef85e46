package mclspark.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RgbImageTest {

  private final byte[] large;
  private final byte[] small;

  RgbImageTest() throws IOException {
    assumeTrue(ImageDecoder.available().contains(DecoderChoice.TURBOJPEG));
    large = EncodedPictures.jpeg(90, 70);
    small = EncodedPictures.jpeg(33, 21);
  }

  @Test
  void onlyAPictureGivenBackIsOverwritten() throws Exception {
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.TURBOJPEG)) {
      RgbImage expected = decoder.decode(small);
      RgbImage first = decoder.decode(large);
      RgbImage copy = first.crop(CropBox.whole(first));
      RgbImage second = decoder.decode(small);
      assertNotSame(first.pixels(), second.pixels());
      assertEquals(copy, first);
      first.giveBack(); // not the newest one
      assertNotSame(first.pixels(), decoder.decode(small).pixels());

      first = decoder.decode(large);
      first.giveBack();
      second = decoder.decode(small);
      assertSame(first.pixels(), second.pixels());
      assertEquals(expected, second);
      assertEquals(expected.hashCode(), second.hashCode());
      assertEquals(expected.crop(CropBox.whole(expected)), second.crop(CropBox.whole(second)));
    }
  }

  @Test
  void aLargerPictureGetsALargerArray() throws Exception {
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.TURBOJPEG)) {
      RgbImage expected = decoder.decode(large);
      decoder.decode(small).giveBack();
      assertEquals(expected, decoder.decode(large));
    }
  }
}
