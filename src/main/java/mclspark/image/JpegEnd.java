package mclspark.image;

/**
 * Looks for the end-of-image marker, so that every decoder calls the same files cut off. The
 * decoders themselves differ: some only warn and hand out a picture that is partly grey.
 */
final class JpegEnd {

  private static final int END_OF_IMAGE = 0xD9;

  private JpegEnd() {}

  /**
   * Whether the marker is there.
   *
   * @param scan where the first start-of-scan marker is
   */
  static boolean isThere(byte[] bytes, int scan) {
    int last = bytes.length - 2;
    // Nearly every file ends with it.
    if (last > scan && (bytes[last] & 0xFF) == 0xFF && (bytes[last + 1] & 0xFF) == END_OF_IMAGE) {
      return true;
    }
    // Bytes of entropy-coded data are never taken for a marker: FF is followed by 00 there.
    JpegSegments segments = new JpegSegments(bytes, scan);
    boolean more = true;
    while (more) {
      more = segments.next();
    }
    return segments.marker() == END_OF_IMAGE;
  }
}
