package mclspark.train.torch;

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
  private static final int LONGEST_LINE = 1000;

  private final SourceBytes source;
  private final long begin;
  private final long end;
  private long next;
  private byte[] chunk = new byte[0];
  private int inChunk;

  /** Reads from a byte of the file on, up to another at most. */
  PickleInput(SourceBytes source, long begin, long end) {
    this.source = source;
    this.begin = begin;
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
    return Byte.toUnsignedInt(chunk[inChunk++]);
  }

  private void fill() throws IOException {
    if (next >= end) {
      throw source.refuse("it ends too early, within the description of its tensors");
    }
    if (next - begin >= LARGEST_PICKLE) {
      throw source.refuse("the description of its tensors has more than 64 MiB");
    }
    chunk = source.read(next, Math.min(CHUNK, end - next));
    inChunk = 0;
  }

  /** So many bytes, in little-endian order. */
  ByteBuffer bytes(long count) throws IOException {
    if (count < 0 || count > LARGEST_PICKLE || count > end - next) {
      throw source.refuse(
          "at byte %d its description expects %s more bytes than the file has"
              .formatted(next, Long.toUnsignedString(count)));
    }
    byte[] bytes = new byte[(int) count];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) unsignedByte();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      unsignedByte();
    }
  }

  int unsignedShort() throws IOException {
    return Short.toUnsignedInt(bytes(Short.BYTES).getShort());
  }

  int signedInt() throws IOException {
    return bytes(Integer.BYTES).getInt();
  }

  long unsignedInt() throws IOException {
    return Integer.toUnsignedLong(signedInt());
  }

  /** A string of so many bytes in UTF-8. */
  String text(long count) throws IOException {
    ByteBuffer bytes = bytes(count);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      UserError error = source.refuse("the string before byte " + next + " is not UTF-8");
      error.initCause(e);
      throw error;
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
