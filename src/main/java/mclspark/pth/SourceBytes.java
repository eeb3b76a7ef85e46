package mclspark.pth;

import java.io.IOException;
import mclspark.UserError;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A file's bytes, read at any place.
 *
 * @param in the open file; stays open
 * @param length the file's length
 * @param file the file's name for messages
 * @param form what it should be
 * @param advice what to give instead, if it is not
 */
record SourceBytes(FSDataInputStream in, long length, String file, String form, String advice) {

  /** Of a PyTorch checkpoint. */
  SourceBytes(FSDataInputStream in, long length, String file) {
    this(
        in,
        length,
        file,
        "a PyTorch checkpoint",
        "Give an undamaged file of tensors that torch.save wrote.");
  }

  /** The largest array that every JVM gives. */
  static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** Reads so many bytes from a position; what lies outside of the file is refused. */
  byte[] read(long position, long count) throws IOException {
    if (position < 0 || count < 0 || count > length - position) {
      throw refuse(
          "it has %d bytes and ends too early: %s more are expected from byte %s on"
              .formatted(length, Long.toUnsignedString(count), Long.toUnsignedString(position)));
    }
    if (count > LARGEST_ARRAY) {
      throw refuse("a part of it has " + count + " bytes; at most 2 GiB can be read");
    }
    byte[] bytes = new byte[(int) count];
    in.readFully(position, bytes);
    return bytes;
  }

  /** The error for a file that is damaged, foreign or not to be trusted. */
  UserError refuse(String problem) {
    return new UserError("%s cannot be read as %s: %s. %s".formatted(file, form, problem, advice));
  }
}
