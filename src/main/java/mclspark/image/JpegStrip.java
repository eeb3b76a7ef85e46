package mclspark.image;

import java.io.ByteArrayOutputStream;

/** Takes the metadata out of a JPEG file for {@link JdkJpeg}; the picture data stay untouched. */
final class JpegStrip {

  private static final int START_OF_SCAN = 0xDA;

  // JFIF: the three components are YCbCr. Adobe with transform 0: they are RGB.
  private static final int[] JFIF = {
    0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };
  private static final int[] ADOBE_RGB = {
    0xFF, 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  private JpegStrip() {}

  /**
   * Returns the file without its application segments and comments, and with the one segment that
   * makes the class library read the components as {@code header} says.
   */
  static byte[] withoutMetadata(byte[] encoded, JpegHeader header) {
    ByteArrayOutputStream bare = new ByteArrayOutputStream(encoded.length + JFIF.length);
    bare.write(0xFF);
    bare.write(0xD8);
    for (int b : colourSegment(header.colour())) {
      bare.write(b);
    }
    JpegSegments segments = new JpegSegments(encoded);
    while (segments.next() && segments.marker() != START_OF_SCAN) {
      if (isNeeded(segments.marker())) {
        int end = segments.content() + segments.contentLength();
        bare.write(encoded, segments.start(), end - segments.start());
      }
    }
    bare.write(encoded, segments.start(), encoded.length - segments.start());
    return bare.toByteArray();
  }

  private static int[] colourSegment(JpegColour colour) {
    return switch (colour) {
      case YCC -> JFIF;
      case RGB -> ADOBE_RGB;
      case GREY, CMYK, YCCK -> new int[0];
    };
  }

  private static boolean isNeeded(int marker) {
    boolean application = marker >= 0xE0 && marker <= 0xEF;
    return !application && marker != 0xFE;
  }
}
