package mclspark.image;

/** Walks over the marker segments of a JPEG file, skipping stray bytes between them as libjpeg. */
final class JpegSegments {

  private static final int START_OF_IMAGE = 0xD8;
  private static final int END_OF_IMAGE = 0xD9;

  private final byte[] bytes;
  private int start;
  private int content;
  private int length;
  private int marker = START_OF_IMAGE;

  /** Stands on the start-of-image marker. */
  JpegSegments(byte[] bytes) {
    this(bytes, 0);
  }

  /** Stands on a marker at {@code start}; its content is not looked at. */
  JpegSegments(byte[] bytes, int start) {
    this.bytes = bytes;
    this.start = start;
    this.content = start + 2;
  }

  /** Moves to the next whole segment; false when the bytes or the picture end before. */
  boolean next() {
    int at = content + length;
    while (at + 1 < bytes.length && !isMarker(bytes[at], bytes[at + 1])) {
      at++;
    }
    if (at + 1 >= bytes.length) {
      return false;
    }
    start = at;
    marker = bytes[at + 1] & 0xFF;
    content = at + 2;
    length = 0;
    if (isAlone(marker)) {
      return marker != END_OF_IMAGE;
    }
    if (content + 2 > bytes.length) {
      return false;
    }
    length = ((bytes[content] & 0xFF) << 8 | bytes[content + 1] & 0xFF) - 2;
    content += 2;
    return length >= 0 && content + length <= bytes.length;
  }

  /** The second byte of the marker. */
  int marker() {
    return marker;
  }

  /** Where the marker is. */
  int start() {
    return start;
  }

  /** Where the segment's content starts, after its length. */
  int content() {
    return content;
  }

  /** Bytes of content. */
  int contentLength() {
    return length;
  }

  private static boolean isMarker(byte first, byte second) {
    return (first & 0xFF) == 0xFF && second != 0 && (second & 0xFF) != 0xFF;
  }

  private static boolean isAlone(int marker) {
    return marker == 0x01 || marker >= 0xD0 && marker <= END_OF_IMAGE;
  }
}
