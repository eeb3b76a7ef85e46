package mclspark.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * What the class library's decoder refuses. The builds with libjpeg 6b (Temurin 25.0.3) were seen
 * to give other pixels for these kinds; the headers decide, so that every build refuses them.
 */
class JdkLimitsTest {

  @Test
  void componentsOfHalfHeightAreRefused() throws Exception {
    byte[] jpeg = EncodedPictures.jpeg(45, 31);
    assertTrue(reason(OddJpegs.withFrameByte(jpeg, 10, 0x12)).contains("(4:4:0)"));
    // 2x2 with one component of 2x1.
    byte[] mixed = OddJpegs.withFrameByte(jpeg, 13, 0x21);
    assertTrue(reason(mixed).contains("(4:4:0)"), reason(mixed));
  }

  @Test
  void arithmeticCodingIsRefused() throws Exception {
    byte[] arithmetic = OddJpegs.withFrameByte(EncodedPictures.jpeg(45, 31), 0, 0xC9);
    assertEquals(
        "it is a JPEG file with arithmetic coding, which the JDK's decoders read differently;"
            + " install libturbojpeg (libturbojpeg0 on Debian and Ubuntu) on every worker",
        reason(arithmetic));
  }

  @Test
  void progressiveFilesWithoutTheirLastScansAreRefused() throws Exception {
    byte[] whole = OddJpegs.progressive(45, 31);
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.JDK)) {
      assertEquals(45, decoder.decode(whole).width());
    }
    for (int scans = 1; scans < JpegScan.all(whole, JpegHeader.read(whole)).size(); scans++) {
      assertTrue(reason(OddJpegs.firstScans(whole, scans)).contains("before its last scans"));
    }
  }

  @Test
  void damagedDataAreRefused() throws Exception {
    byte[] whole = EncodedPictures.jpeg(45, 31);
    byte[] damaged = Arrays.copyOf(whole, whole.length * 2 / 3);
    damaged[damaged.length - 2] = (byte) 0xFF;
    damaged[damaged.length - 1] = (byte) 0xD9;
    assertTrue(reason(damaged).startsWith("it is a damaged JPEG file ("), reason(damaged));
    if (ImageDecoder.available().contains(DecoderChoice.TURBOJPEG)) {
      try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.TURBOJPEG)) {
        assertEquals(45, decoder.decode(damaged).width());
      }
    }
  }

  private static String reason(byte[] file) {
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.JDK)) {
      return assertThrows(BrokenPictureException.class, () -> decoder.decode(file)).getMessage();
    }
  }
}
