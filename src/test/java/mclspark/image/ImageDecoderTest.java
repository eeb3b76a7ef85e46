package mclspark.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageDecoderTest {

  private static final int WIDTH = 45;
  private static final int HEIGHT = 31;

  static List<DecoderChoice> available() {
    return ImageDecoder.available();
  }

  @ParameterizedTest
  @MethodSource("available")
  void decodesJpegCloseToTheOriginal(DecoderChoice choice) throws Exception {
    BufferedImage original = EncodedPictures.image(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    RgbImage picture = decode(choice, EncodedPictures.jpeg(WIDTH, HEIGHT));
    assertEquals(WIDTH, picture.width());
    assertEquals(HEIGHT, picture.height());
    double error = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int red = original.getRGB(i % WIDTH, i / WIDTH) >> 16 & 0xFF;
      error += Math.abs(red - (picture.pixels()[3 * i] & 0xFF));
    }
    assertTrue(error / (WIDTH * HEIGHT) < 12, "mean error of red " + error / (WIDTH * HEIGHT));
  }

  @ParameterizedTest
  @MethodSource("available")
  void greyJpegBecomesThreeEqualChannels(DecoderChoice choice) throws Exception {
    BufferedImage grey = EncodedPictures.image(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    RgbImage picture = decode(choice, EncodedPictures.encode(grey, "jpeg"));
    int stored = grey.getRaster().getSample(WIDTH - 1, 3, 0);
    int at = 3 * (3 * WIDTH + WIDTH - 1);
    assertEquals(stored, picture.pixels()[at] & 0xFF, 8);
    assertEquals(picture.pixels()[at], picture.pixels()[at + 1]);
    assertEquals(picture.pixels()[at], picture.pixels()[at + 2]);
  }

  @ParameterizedTest
  @MethodSource("available")
  void orientationAndOtherMetadataChangeNothing(DecoderChoice choice) throws Exception {
    byte[] plain = EncodedPictures.jpeg(WIDTH, HEIGHT);
    byte[] exif = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\6\0\0\0\0\0\0".getBytes(latin());
    byte[] icc = "ICC_PROFILE\0\1\1 no profile".getBytes(latin());
    RgbImage expected = decode(choice, plain);
    assertEquals(expected, decode(choice, EncodedPictures.withSegment(plain, 0xE1, exif)));
    assertEquals(expected, decode(choice, EncodedPictures.withSegment(plain, 0xE2, icc)));
    assertEquals(expected, decode(choice, EncodedPictures.withSegment(plain, 0xFE, exif)));
  }

  @ParameterizedTest
  @MethodSource("available")
  void cutOffJpegIsBroken(DecoderChoice choice) throws IOException {
    byte[] whole = EncodedPictures.jpeg(WIDTH, HEIGHT);
    for (int length : new int[] {whole.length - 1, whole.length - 2, whole.length - 200}) {
      assertTrue(reason(choice, Arrays.copyOf(whole, length)).contains("cut off"));
    }
  }

  @ParameterizedTest
  @MethodSource("available")
  void bytesBehindTheEndDoNoHarm(DecoderChoice choice) throws Exception {
    byte[] whole = EncodedPictures.jpeg(WIDTH, HEIGHT);
    assertEquals(decode(choice, whole), decode(choice, Arrays.copyOf(whole, whole.length + 1000)));
  }

  @ParameterizedTest
  @MethodSource("available")
  void filesWithoutPictureHaveAReason(DecoderChoice choice) throws IOException {
    byte[] whole = EncodedPictures.jpeg(WIDTH, HEIGHT);
    assertEquals("it is empty", reason(choice, new byte[0]));
    assertTrue(reason(choice, Arrays.copyOf(whole, 3)).contains("only a header"));
    assertTrue(reason(choice, Arrays.copyOf(whole, 30)).contains("only a header"));
    assertTrue(reason(choice, "a text".getBytes(latin())).contains("not a picture"));
    assertTrue(reason(choice, "RIFF....WEBPVP8 ".getBytes(latin())).contains("WebP"));
    byte[] animated = "RIFF....WEBPVP8X....\2...........".getBytes(latin());
    assertEquals("it is an animated WebP file; save one frame of it", reason(choice, animated));
    assertTrue(reason(choice, "II+\0\10\0\0\0".getBytes(latin())).contains("BigTIFF"));
    assertTrue(reason(choice, "P5\n9 9\n255\n not enough".getBytes(latin())).contains("cut off"));
    assertTrue(reason(choice, "P2\n1 1\n9\n 10 ".getBytes(latin())).contains("greatest value"));
    assertTrue(reason(choice, "P6 is a text".getBytes(latin())).contains("a number"));
    assertTrue(reason(choice, new byte[] {(byte) 0xFF, (byte) 0xD8}).contains("not a picture"));
  }

  @ParameterizedTest
  @MethodSource("available")
  void damagedJpegNeverEndsInAnotherException(DecoderChoice choice) throws Exception {
    byte[] whole = EncodedPictures.jpeg(WIDTH, HEIGHT);
    RgbImage before = decode(choice, whole);
    try (ImageDecoder decoder = ImageDecoder.open(choice)) {
      int broken = 0;
      for (int at = 2; at < whole.length; at += 3) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) 0x5A;
        try {
          decoder.decode(damaged);
        } catch (BrokenPictureException e) {
          broken++;
        }
      }
      assertTrue(broken > 0);
      assertEquals(before, decoder.decode(whole));
    }
  }

  @ParameterizedTest
  @MethodSource("available")
  void hugePicturesAreRefused(DecoderChoice choice) throws IOException {
    byte[] jpeg = EncodedPictures.jpeg(WIDTH, HEIGHT);
    for (int i = 2; i < jpeg.length; i++) {
      if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC0) {
        Arrays.fill(jpeg, i + 5, i + 9, (byte) 0xFF);
        break;
      }
    }
    assertTrue(reason(choice, jpeg).contains("65535 x 65535"));
  }

  @ParameterizedTest
  @MethodSource("available")
  void bothDecodersGiveTheSamePixels(DecoderChoice choice) throws Exception {
    for (int side : new int[] {1, 2, 7, 8, 17, 100}) {
      byte[] jpeg = EncodedPictures.jpeg(side, 2 * side + 1);
      assertEquals(decode(DecoderChoice.JDK, jpeg), decode(choice, jpeg));
    }
  }

  @ParameterizedTest
  @MethodSource("available")
  void theColourSpaceIsChosenAsByLibjpeg(DecoderChoice choice) throws Exception {
    byte[] jpeg = EncodedPictures.jpeg(WIDTH, HEIGHT);
    byte[] named = EncodedPictures.withComponentNames(jpeg, "RGB");
    RgbImage expected = decode(choice, jpeg);
    assertEquals(expected, decode(choice, EncodedPictures.withoutJfif(jpeg)));
    // A JFIF file is YCbCr whatever its components are called; without JFIF their names count.
    assertEquals(expected, decode(choice, named));
    RgbImage raw = decode(choice, EncodedPictures.withoutJfif(named));
    assertNotEquals(expected, raw);
    assertEquals(decode(DecoderChoice.JDK, EncodedPictures.withoutJfif(named)), raw);
  }

  @Test
  void losslessFormatsAreExact() throws Exception {
    for (String format : List.of("png", "bmp", "tiff")) {
      BufferedImage image = EncodedPictures.image(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
      requireSame(image, decode(DecoderChoice.JDK, EncodedPictures.encode(image, format)));
    }
    for (int type : new int[] {BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_BYTE_INDEXED}) {
      BufferedImage image = EncodedPictures.image(WIDTH, HEIGHT, type);
      requireSame(image, decode(DecoderChoice.JDK, EncodedPictures.encode(image, "png")));
    }
    BufferedImage indexed = EncodedPictures.image(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED);
    requireSame(indexed, decode(DecoderChoice.JDK, EncodedPictures.encode(indexed, "gif")));
  }

  @Test
  void greyPngKeepsItsLevels() throws Exception {
    BufferedImage grey = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage deep = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int level = 0; level < 256; level++) {
      grey.getRaster().setSample(level, 0, 0, level);
      deep.getRaster().setSample(level, 0, 0, level);
    }
    byte[] expected = new byte[3 * 256];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) (i / 3);
    }
    for (BufferedImage image : List.of(grey, deep)) {
      byte[] png = EncodedPictures.encode(image, "png");
      assertArrayEquals(expected, decode(DecoderChoice.JDK, png).pixels());
    }
  }

  @Test
  void cutOffPngGifAndBmpAreBroken() throws IOException {
    for (String format : List.of("png", "gif", "bmp")) {
      BufferedImage image = EncodedPictures.image(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED);
      byte[] whole = EncodedPictures.encode(image, format);
      for (int length : new int[] {10, whole.length / 2, whole.length - 40}) {
        assertTrue(
            reason(DecoderChoice.JDK, Arrays.copyOf(whole, length)).length() > 10,
            format + " of " + length + " bytes");
      }
    }
  }

  @Test
  void askingForAnAbsentDecoderIsAnError() {
    if (ImageDecoder.available().contains(DecoderChoice.TURBOJPEG)) {
      try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
        assertTrue(decoder.description().startsWith("libturbojpeg"));
      }
    } else {
      UserError absent =
          assertThrows(UserError.class, () -> ImageDecoder.open(DecoderChoice.TURBOJPEG));
      assertTrue(absent.getMessage().contains("libturbojpeg0"), absent.getMessage());
      try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
        assertTrue(decoder.description().startsWith("JDK"));
      }
    }
  }

  private static java.nio.charset.Charset latin() {
    return StandardCharsets.ISO_8859_1;
  }

  private static RgbImage decode(DecoderChoice choice, byte[] bytes) throws BrokenPictureException {
    try (ImageDecoder decoder = ImageDecoder.open(choice)) {
      return decoder.decode(bytes);
    }
  }

  private static String reason(DecoderChoice choice, byte[] bytes) {
    return assertThrows(BrokenPictureException.class, () -> decode(choice, bytes)).getMessage();
  }

  private static void requireSame(BufferedImage expected, RgbImage picture) {
    for (int i = 0; i < picture.width() * picture.height(); i++) {
      int rgb = expected.getRGB(i % picture.width(), i / picture.width()) & 0xFFFFFF;
      byte[] p = picture.pixels();
      int actual = (p[3 * i] & 0xFF) << 16 | (p[3 * i + 1] & 0xFF) << 8 | p[3 * i + 2] & 0xFF;
      assertEquals(rgb, actual, "pixel " + i);
    }
  }
}
