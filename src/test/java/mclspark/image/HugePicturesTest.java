package mclspark.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** One huge picture among small ones must not end a worker. */
class HugePicturesTest {

  @Test
  void theHeapBoundsThePixels() throws Exception {
    ImageDecoder.requireSize(4000, 4000, 512 << 20);
    String reason =
        assertThrows(
                BrokenPictureException.class, () -> ImageDecoder.requireSize(9000, 9000, 512 << 20))
            .getMessage();
    assertEquals(
        "its size is 9000 x 9000 pixels; 1 to 22369621 are read in a heap of 512 MiB", reason);
    ImageDecoder.requireSize(9000, 9000, 4L << 30);
    assertThrows(
        BrokenPictureException.class, () -> ImageDecoder.requireSize(10000, 10000, 4L << 30));
  }

  @Test
  void headersThatClaimTooMuchAreRefused() {
    for (byte[] file :
        List.of(
            png(100_000, 100_000),
            "P6\n100000 100000\n255\n".getBytes(StandardCharsets.US_ASCII),
            "GIF89a\377\377\377\377\0\0\0,\0\0\0\0\377\377\377\377\0\7\0;"
                .getBytes(StandardCharsets.ISO_8859_1))) {
      assertTrue(reason(file).startsWith("its size is "), reason(file));
    }
  }

  @Test
  void headersThatClaimMuchWithoutDataAreBroken() {
    assertTrue(reason(png(6000, 6000)).startsWith("the PNG data cannot be read"));
    byte[] pnm = "P5\n6000 6000\n255\n".getBytes(StandardCharsets.US_ASCII);
    assertTrue(reason(pnm).contains("cut off"));
  }

  @Test
  void severalThreadsDecodeLargePicturesAndSmallOnes() throws Exception {
    BufferedImage large = new BufferedImage(5000, 4000, BufferedImage.TYPE_3BYTE_BGR);
    byte[] png = EncodedPictures.encode(large, "png");
    byte[] jpeg = EncodedPictures.encode(large, "jpeg");
    byte[] small = EncodedPictures.jpeg(30, 20);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      List<Future<Integer>> widths = new ArrayList<>();
      for (byte[] file : List.of(png, small, jpeg, small, png, small, jpeg, small)) {
        widths.add(threads.submit(() -> decoder.decode(file).width()));
      }
      for (int i = 0; i < widths.size(); i++) {
        assertEquals(i % 2 == 0 ? 5000 : 30, widths.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A header, and data that end at once. */
  private static byte[] png(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(8 + 25 + 12);
    file.putLong(0x89504E470D0A1A0AL);
    file.putInt(13).put("IHDR".getBytes(StandardCharsets.US_ASCII));
    file.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 sum = new CRC32();
    sum.update(file.array(), 12, 17);
    file.putInt((int) sum.getValue());
    file.putInt(0).put("IDAT".getBytes(StandardCharsets.US_ASCII)).putInt(0x35AF061E);
    return file.array();
  }

  private static String reason(byte[] file) {
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      return assertThrows(BrokenPictureException.class, () -> decoder.decode(file)).getMessage();
    }
  }
}
