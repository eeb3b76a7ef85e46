package mclspark.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.image.BufferedImage;
import java.io.IOException;
import mclspark.fuzz.Fuzz;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Damaged pictures. A picture's header may claim a size that takes 6 bytes a pixel. */
final class PictureFuzzTest {

  private static final int PIXEL_BYTES = 6;
  private static final long LARGEST = PIXEL_BYTES * ImageDecoder.MOST_PIXELS + (64 << 20);

  private static final ImageDecoder DECODER = ImageDecoder.open(DecoderChoice.AUTO);

  @AfterAll
  static void close() {
    DECODER.close();
  }

  private static byte[] encoded(String format, int type) throws IOException {
    return EncodedPictures.encode(EncodedPictures.image(9, 7, type), format);
  }

  private static void run(String name, byte[]... valid) throws Exception {
    Fuzz.of(name, valid)
        .declaring(BrokenPictureException.class)
        .allocating(LARGEST)
        .run(DECODER::decode);
  }

  @Test
  void damagedHeadersOfJpegFilesAreReadOrRefused() throws Exception {
    byte[] colour = EncodedPictures.jpeg(9, 7);
    byte[] grey = encoded("jpeg", BufferedImage.TYPE_BYTE_GRAY);
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 1};
    Fuzz.of("header of a JPEG file", colour, grey, EncodedPictures.withSegment(colour, 0xEE, adobe))
        .declaring(BrokenPictureException.class)
        .run(
            input -> {
              JpegHeader header = JpegHeader.read(input);
              JpegEnd.isThere(input, header.scan());
              JdkLimits.require(input, header);
              JpegStrip.withoutMetadata(JpegTables.complete(input, header), header);
            });
  }

  @Test
  void damagedJpegFilesAreReadOrRefused() throws Exception {
    run(
        "JPEG file",
        EncodedPictures.jpeg(9, 7),
        encoded("jpeg", BufferedImage.TYPE_BYTE_GRAY),
        OddJpegs.progressive(9, 7),
        OddJpegs.optimized(9, 7));
  }

  @Test
  void damagedPnmFilesAreReadOrRefused() throws Exception {
    run(
        "PNM file",
        "P1 3 2 # c\n101010".getBytes(US_ASCII),
        "P2 2 2 1000\n1 2 3 999".getBytes(US_ASCII),
        "P3 1 2 15\n1 2 3 4 5 6".getBytes(US_ASCII),
        "P4 9 2\nabcd".getBytes(US_ASCII),
        "P5 2 2 255\nabcd".getBytes(US_ASCII),
        "P6 1 1 65535\nabcdef".getBytes(US_ASCII));
  }

  @Test
  void damagedGifFilesAreReadOrRefused() throws Exception {
    run("GIF file", encoded("gif", BufferedImage.TYPE_BYTE_INDEXED));
  }

  @Test
  void damagedTiffFilesAreReadOrRefused() throws Exception {
    run(
        "TIFF file",
        encoded("tiff", BufferedImage.TYPE_INT_RGB),
        encoded("tiff", BufferedImage.TYPE_BYTE_GRAY),
        encoded("tiff", BufferedImage.TYPE_BYTE_INDEXED));
  }

  @Test
  void damagedPngAndBmpFilesAreReadOrRefused() throws Exception {
    run(
        "PNG or BMP file",
        encoded("png", BufferedImage.TYPE_INT_RGB),
        encoded("png", BufferedImage.TYPE_USHORT_GRAY),
        encoded("png", BufferedImage.TYPE_BYTE_INDEXED),
        encoded("bmp", BufferedImage.TYPE_INT_RGB));
  }
}
