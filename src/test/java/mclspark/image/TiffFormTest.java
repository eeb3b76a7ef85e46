package mclspark.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class TiffFormTest {

  private static final int SHORT = 3;
  private static final int SIDE = 2;

  @Test
  void samplesWithOtherColoursThanPillowAreRefused() {
    assertEquals(
        "it is a TIFF file of an unusual kind (photometric interpretation 8, sample format 1,"
            + " 8 bits); save it as 8-bit RGB",
        reason(tiff(8, 8, 3, 1, 0)));
    assertEquals(
        "it is a TIFF file of an unusual kind (photometric interpretation 2, sample format 1,"
            + " 8 bits, premultiplied alpha); save it as 8-bit RGB",
        reason(tiff(2, 8, 4, 1, 1)));
    reason(tiff(1, 32, 1, 1, 0));
    reason(tiff(0, 16, 1, 1, 0));
    reason(tiff(6, 8, 3, 1, 0));
  }

  @Test
  void plainSamplesAreRead() throws Exception {
    RgbImage picture = decode(tiff(2, 8, 3, 1, 0));
    byte[] expected = new byte[12];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) (i + 1);
    }
    assertArrayEquals(expected, picture.pixels());
  }

  /** A picture of 2 x 2 pixels in one strip, whose bytes are 1, 2, 3 and so on. */
  private static byte[] tiff(int photometric, int bits, int samples, int format, int extra) {
    int strip = SIDE * SIDE * samples * bits / 8;
    int[][] tags = {
      {256, SIDE},
      {257, SIDE},
      {258, bits},
      {259, 1},
      {262, photometric},
      {273, 0},
      {277, samples},
      {278, SIDE},
      {279, strip},
      {339, format},
      {extra == 0 ? 0 : 338, extra}
    };
    Arrays.sort(tags, Comparator.comparingInt(tag -> tag[0]));
    tags = extra == 0 ? Arrays.copyOfRange(tags, 1, tags.length) : tags;
    int count = tags.length;
    int data = 8 + 2 + 12 * count + 4;
    ByteBuffer file = ByteBuffer.allocate(data + strip).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x002A4949).putInt(8).putShort((short) count);
    for (int i = 0; i < count; i++) {
      file.putShort((short) tags[i][0]).putShort((short) SHORT).putInt(1);
      file.putInt(tags[i][0] == 273 ? data : tags[i][1]);
    }
    file.putInt(0);
    for (byte value = 1; file.hasRemaining(); value++) {
      file.put(value);
    }
    return file.array();
  }

  private static RgbImage decode(byte[] file) throws BrokenPictureException {
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.JDK)) {
      return decoder.decode(file);
    }
  }

  private static String reason(byte[] file) {
    return assertThrows(BrokenPictureException.class, () -> decode(file)).getMessage();
  }
}
