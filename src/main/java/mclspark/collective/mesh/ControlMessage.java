package mclspark.collective.mesh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import mclspark.collective.Failure;

/**
 * What travels on a control connection, always 512 bytes: magic (4), type (4), rank (4), length of
 * the text (4), text, zeros.
 *
 * @param type what it means
 * @param rank whom it is about
 * @param text for {@link Type#ABORT} the sentence of the {@link Failure}, else empty
 */
record ControlMessage(Type type, int rank, String text) {

  static final int BYTES = 512;

  private static final int MAGIC = 0x4D434C43; // MCLC
  private static final int HEADER = 16;

  /** Meaning of a message. */
  enum Type {
    /** The sender lives. */
    HEARTBEAT,
    /** The group is dead, because of that rank. */
    ABORT,
    /** That rank has left in order. */
    GOODBYE,
    /** That rank is about to leave: what it has queued on its GPU is done. */
    LEAVING
  }

  /** Appends the message to {@code target}. */
  void write(ByteBuffer target) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, BYTES - HEADER);
    target.putInt(MAGIC).putInt(type.ordinal()).putInt(rank).putInt(length);
    target.put(Arrays.copyOf(bytes, length)).put(new byte[BYTES - HEADER - length]);
  }

  /** Reads one message from 512 bytes; null if they are none. */
  static ControlMessage read(ByteBuffer source) {
    boolean known = source.getInt() == MAGIC;
    int type = source.getInt();
    int rank = source.getInt();
    int length = source.getInt();
    if (!known || type < 0 || type >= Type.values().length || length < 0) {
      return null;
    }
    byte[] text = new byte[BYTES - HEADER];
    source.get(text);
    String sentence = new String(text, 0, Math.min(length, text.length), StandardCharsets.UTF_8);
    return new ControlMessage(Type.values()[type], rank, sentence);
  }
}
