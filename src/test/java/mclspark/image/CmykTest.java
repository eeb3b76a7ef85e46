package mclspark.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;

class CmykTest {

  @Test
  void storedInksAreInverted() {
    byte[] white = bytes(255, 255, 255, 255);
    byte[] cyan = bytes(0, 255, 255, 255);
    byte[] black = bytes(255, 255, 255, 0);
    byte[] mixed = bytes(155, 55, 250, 130);
    assertArrayEquals(bytes(255, 255, 255), Cmyk.toRgb(white));
    assertArrayEquals(bytes(0, 255, 255), Cmyk.toRgb(cyan));
    assertArrayEquals(bytes(0, 0, 0), Cmyk.toRgb(black));
    // 130 - round(ink * 130 / 255) for the inks 100, 200 and 5.
    assertArrayEquals(bytes(79, 28, 127), Cmyk.toRgb(mixed));
  }

  @Test
  void lumaAndChromaBecomeInks() {
    // Y 100, Cb 128, Cr 128 is the grey 100; Cr 178 adds 1.402 * 50 to red.
    byte[] stored = bytes(100, 128, 128, 7, 100, 128, 178, 9, 250, 255, 0, 1);
    Cmyk.fromYcck(stored);
    assertArrayEquals(bytes(155, 155, 155, 7, 85, 191, 155, 9, 184, 0, 0, 1), stored);
  }

  @Test
  void fourComponentJpegIsReadAlikeByEveryDecoder() throws Exception {
    byte[] cmyk = fourComponents();
    byte[] adobe = "Adobe\0d\0\0\0\0\2".getBytes(StandardCharsets.ISO_8859_1);
    byte[] ycck = EncodedPictures.withSegment(cmyk, 0xEE, adobe);
    for (byte[] file : new byte[][] {cmyk, ycck}) {
      RgbImage expected = decode(DecoderChoice.JDK, file);
      assertEquals(40, expected.width());
      assertEquals(expected, decode(DecoderChoice.AUTO, file));
    }
    assertNotEquals(decode(DecoderChoice.JDK, cmyk), decode(DecoderChoice.JDK, ycck));
  }

  private static RgbImage decode(DecoderChoice choice, byte[] file) throws BrokenPictureException {
    try (ImageDecoder decoder = ImageDecoder.open(choice)) {
      return decoder.decode(file);
    }
  }

  private static byte[] fourComponents() throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 40, 30, 4, null);
    for (int i = 0; i < 1200; i++) {
      raster.setPixel(i % 40, i / 40, new int[] {i % 256, 6 * (i % 40), 8 * (i / 40), 255 - i / 9});
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(new IIOImage(raster, null, null));
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
