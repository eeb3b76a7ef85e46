package mclspark.data;

/**
 * What stands before the first scan of a JPEG file (ITU T.81, annex B).
 *
 * @param width pixels a row
 * @param height rows
 * @param components 1 grey, 3 colour, 4 with black
 * @param colour how the components are to be read, by libjpeg's rules
 * @param scan where the start-of-scan marker is
 */
record JpegHeader(int width, int height, int components, JpegColour colour, int scan) {

  private static final int START_OF_SCAN = 0xDA;

  /** Whether the first bytes are those of a JPEG file. */
  static boolean isJpeg(byte[] bytes) {
    return bytes.length >= 3
        && (bytes[0] & 0xFF) == 0xFF
        && (bytes[1] & 0xFF) == 0xD8
        && (bytes[2] & 0xFF) == 0xFF;
  }

  /**
   * Reads the segments up to the first scan.
   *
   * @throws BrokenPictureException if the bytes end before it or there is no frame header
   */
  static JpegHeader read(byte[] bytes) throws BrokenPictureException {
    JpegSegments segments = new JpegSegments(bytes);
    int frame = -1;
    boolean jfif = false;
    int adobe = JpegColour.NO_ADOBE;
    while (segments.next() && segments.marker() != START_OF_SCAN) {
      int at = segments.content();
      int length = segments.contentLength();
      if (isFrame(segments.marker()) && length >= 6) {
        frame = at;
      } else if (segments.marker() == 0xE0 && length >= 5) {
        jfif |= startsWith(bytes, at, "JFIF");
      } else if (segments.marker() == 0xEE && length >= 12 && startsWith(bytes, at, "Adobe")) {
        adobe = bytes[at + 11] & 0xFF;
      }
    }
    if (segments.marker() != START_OF_SCAN || frame < 0) {
      throw new BrokenPictureException("there is no picture in the JPEG data, only a header");
    }
    return ofFrame(bytes, frame, jfif, adobe, segments.start());
  }

  private static JpegHeader ofFrame(byte[] bytes, int at, boolean jfif, int adobe, int scan)
      throws BrokenPictureException {
    int components = bytes[at + 5] & 0xFF;
    if (components != 1 && components != 3 && components != 4) {
      throw new BrokenPictureException("it is a JPEG file of " + components + " components");
    }
    int[] names = new int[components];
    for (int c = 0; c < components; c++) {
      names[c] = at + 6 + 3 * c < bytes.length ? bytes[at + 6 + 3 * c] & 0xFF : 0;
    }
    int height = (bytes[at + 1] & 0xFF) << 8 | bytes[at + 2] & 0xFF;
    int width = (bytes[at + 3] & 0xFF) << 8 | bytes[at + 4] & 0xFF;
    return new JpegHeader(width, height, components, JpegColour.of(names, jfif, adobe), scan);
  }

  // SOF0 to SOF15 without the three other markers between them (DHT, JPG, DAC).
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static boolean startsWith(byte[] bytes, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
