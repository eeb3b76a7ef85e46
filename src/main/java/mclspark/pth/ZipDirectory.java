package mclspark.pth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the directory of a zip archive, which stands at the archive's end. */
final class ZipDirectory {

  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int LOCATOR64_BYTES = 20;
  private static final int END64 = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int LARGEST = 64 << 20;
  private static final long IN_END64 = 0xffffffffL;

  private final SourceBytes source;

  private ZipDirectory(SourceBytes source) {
    this.source = source;
  }

  /** The directory's bytes. */
  static ByteBuffer find(SourceBytes source) throws IOException {
    return new ZipDirectory(source).find();
  }

  private ByteBuffer find() throws IOException {
    long position = endPosition();
    ByteBuffer end = buffer(position, END_BYTES);
    long bytes = Integer.toUnsignedLong(end.getInt(12));
    long begin = Integer.toUnsignedLong(end.getInt(16));
    if (bytes == IN_END64 || begin == IN_END64) {
      ByteBuffer end64 = end64(position);
      bytes = end64.getLong(40);
      begin = end64.getLong(48);
    }
    if (bytes < 0 || bytes > LARGEST) {
      throw source.refuse("the directory of its archive claims " + bytes + " bytes");
    }
    return buffer(begin, (int) bytes);
  }

  /** A comment may follow the record, so it is searched from the end. */
  private long endPosition() throws IOException {
    int tailBytes = (int) Math.min(source.length(), END_BYTES + LONGEST_COMMENT);
    long begin = source.length() - tailBytes;
    ByteBuffer tail = buffer(begin, tailBytes);
    for (int at = tailBytes - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END
          && at + END_BYTES + Short.toUnsignedInt(tail.getShort(at + 20)) == tailBytes) {
        return begin + at;
      }
    }
    throw source.refuse("the directory at the end of its archive is missing: the file is cut off");
  }

  private ByteBuffer end64(long endPosition) throws IOException {
    ByteBuffer locator = buffer(endPosition - LOCATOR64_BYTES, LOCATOR64_BYTES);
    if (locator.getInt(0) == LOCATOR64) {
      ByteBuffer end64 = buffer(locator.getLong(8), END64_BYTES);
      if (end64.getInt(0) == END64) {
        return end64;
      }
    }
    throw source.refuse("the directory of its archive is damaged");
  }

  private ByteBuffer buffer(long position, int bytes) throws IOException {
    return ByteBuffer.wrap(source.read(position, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
