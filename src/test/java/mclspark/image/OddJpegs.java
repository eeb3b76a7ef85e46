package mclspark.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.ImageOutputStream;

/** JPEG files of unusual form for tests. */
final class OddJpegs {

  private OddJpegs() {}

  /** A picture with Huffman tables of its own, unlike the standard ones. */
  static byte[] optimized(int width, int height) throws IOException {
    JPEGImageWriteParam form = new JPEGImageWriteParam(null);
    form.setOptimizeHuffmanTables(true);
    return write(width, height, form);
  }

  /** A progressive picture: several scans. */
  static byte[] progressive(int width, int height) throws IOException {
    JPEGImageWriteParam form = new JPEGImageWriteParam(null);
    form.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    return write(width, height, form);
  }

  private static byte[] write(int width, int height, ImageWriteParam form) throws IOException {
    BufferedImage image = EncodedPictures.image(width, height, BufferedImage.TYPE_INT_RGB);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), form);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** Takes out every segment of a kind. */
  static byte[] without(byte[] jpeg, int marker) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int copied = 0;
    JpegSegments segments = new JpegSegments(jpeg);
    while (segments.next()) {
      if (segments.marker() == marker) {
        out.write(jpeg, copied, segments.start() - copied);
        copied = segments.content() + segments.contentLength();
      }
    }
    out.write(jpeg, copied, jpeg.length - copied);
    return out.toByteArray();
  }

  /** Ends a file before its scan number {@code scans}, counted from 0. */
  static byte[] firstScans(byte[] jpeg, int scans) {
    JpegSegments segments = new JpegSegments(jpeg);
    int left = scans;
    while (segments.next() && (segments.marker() != 0xDA || left-- > 0)) {
      // on to the scan
    }
    byte[] cut = Arrays.copyOf(jpeg, segments.start() + 2);
    cut[cut.length - 1] = (byte) 0xD9;
    return cut;
  }

  /** Changes a byte of the frame header: 0 is the last of the marker, 11 the first sampling. */
  static byte[] withFrameByte(byte[] jpeg, int at, int value) {
    JpegSegments segments = new JpegSegments(jpeg);
    while (segments.next() && segments.marker() != 0xC0) {
      // on to the frame
    }
    byte[] changed = jpeg.clone();
    changed[segments.start() + 1 + at] = (byte) value;
    return changed;
  }

  /** Puts bytes in front of the end marker. */
  static byte[] withEnding(byte[] jpeg, int... bytes) {
    byte[] longer = Arrays.copyOf(jpeg, jpeg.length + bytes.length);
    int at = jpeg.length - 2;
    for (int value : bytes) {
      longer[at++] = (byte) value;
    }
    System.arraycopy(jpeg, jpeg.length - 2, longer, at, 2);
    return longer;
  }
}
