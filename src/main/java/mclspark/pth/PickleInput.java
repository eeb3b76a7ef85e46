package mclspark.pth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import mclspark.UserError;

/** Reads the parts that pickles are made of, in order. */
final class PickleInput {

  private static final int CHUNK = 1 << 16;
  private static final long LARGEST_PICKLE = 64 << 20;
  private static final int LARGEST_KEPT = 1 << 20;
  private static final int LONGEST_LINE = 1000;

  private final SourceBytes source;
  private final long end;
  private long left = LARGEST_PICKLE;
  private long next;
  private byte[] chunk = new byte[0];
  private int inChunk;

  /** Reads from a byte of the file on, up to another at most. */
  PickleInput(SourceBytes source, long begin, long end) {
    this.source = source;
    this.end = end;
    next = begin;
  }

  /** The file's position of the next byte. */
  long position() {
    return next;
  }

  /** One unsigned byte. */
  int unsignedByte() throws IOException {
    if (inChunk == chunk.length) {
      fill();
    }
    next++;
    left--;
    return Byte.toUnsignedInt(chunk[inChunk++]);
  }

  private void fill() throws IOException {
    if (next >= end) {
      throw source.refuse("it ends too early, within the description of its tensors");
    }
    if (left <= 0) {
      throw tooLong();
    }
    chunk = source.read(next, Math.min(Math.min(CHUNK, left), end - next));
    inChunk = 0;
  }

  /** So many bytes, in little-endian order. */
  ByteBuffer bytes(long count) throws IOException {
    checkLeft(count);
    if (count > left) {
      throw tooLong();
    }
    byte[] bytes = new byte[(int) count];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) unsignedByte();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void checkLeft(long count) {
    if (count < 0 || count > end - next) {
      throw source.refuse(
          "at byte %d its description expects %s more bytes than the file has"
              .formatted(next, Long.toUnsignedString(count)));
    }
  }

  private UserError tooLong() {
    return source.refuse("the description of its tensors has more than 64 MiB");
  }

  /** Passes over so many bytes. */
  void skip(long count) {
    checkLeft(count);
    next += count;
    if (count <= chunk.length - inChunk) {
      inChunk += (int) count;
    } else {
      inChunk = chunk.length;
    }
  }

  /** So many bytes as a buffer; too many to be of use are passed over. */
  Object blob(long count) throws IOException {
    if (Long.compareUnsigned(count, LARGEST_KEPT) <= 0) {
      return bytes(count);
    }
    SkippedBytes bytes = new SkippedBytes("bytes", next, count);
    skip(count);
    return bytes;
  }

  int unsignedShort() throws IOException {
    return Short.toUnsignedInt(bytes(Short.BYTES).getShort());
  }

  long signedLong() throws IOException {
    return bytes(Long.BYTES).getLong();
  }

  int signedInt() throws IOException {
    return bytes(Integer.BYTES).getInt();
  }

  long unsignedInt() throws IOException {
    return Integer.toUnsignedLong(signedInt());
  }

  /**
   * A string of so many bytes in UTF-8. Python writes others too, such as names of files that are
   * not text and, up to Python 2, bytes: those are given as they are.
   */
  Object text(long count) throws IOException {
    Object blob = blob(count);
    if (!(blob instanceof ByteBuffer bytes)) {
      return ((SkippedBytes) blob).as("str");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException e) {
      return bytes;
    }
  }

  /** Characters up to the end of the line. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
      if (line.size() == LONGEST_LINE) {
        throw source.refuse("the name before byte " + next + " does not end");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
