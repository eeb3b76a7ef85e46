package mclspark.collective.mesh;

import java.nio.ByteBuffer;
import mclspark.collective.Operation;

/**
 * The 24 bytes before each payload: magic (4), operation (1), bytes per element (1), phase (1),
 * nothing (1), sequence number (8), byte count (8); big-endian. A receiver knows what it expects
 * and never allocates from a received count.
 */
final class FrameHeader {

  static final int BYTES = 24;

  /** Partial sums of an all-reduce, or the only frame of another operation. */
  static final byte FIRST = 0;

  /** Finished sums of an all-reduce. */
  static final byte RESULT = 1;

  /** Where the floats of an all-reduce lie in memory that all workers share. */
  static final byte PLACE = 2;

  private static final int MAGIC = 0x4D434C46; // MCLF

  private FrameHeader() {}

  /** Fills {@code header} and makes it ready to be sent. */
  static void write(ByteBuffer header, Operation operation, byte phase) {
    header.clear();
    header.putInt(MAGIC);
    header.put(operation.kind().code());
    header.put(operation.kind().elementBytes());
    header.put(phase);
    header.put((byte) 0);
    header.putLong(operation.sequence());
    header.putLong(operation.bytes());
    header.flip();
  }

  /** What a received header says if it is not what was expected, else null. */
  static String difference(ByteBuffer header, Operation expected, byte phase) {
    boolean same =
        header.getInt(0) == MAGIC
            && header.get(4) == expected.kind().code()
            && header.get(5) == expected.kind().elementBytes()
            && header.get(6) == phase
            && header.get(7) == 0
            && header.getLong(8) == expected.sequence()
            && header.getLong(16) == expected.bytes();
    return same ? null : describe(header);
  }

  private static String describe(ByteBuffer header) {
    Operation.Kind kind = Operation.Kind.of(header.get(4));
    if (header.getInt(0) != MAGIC || kind == null || header.get(5) != kind.elementBytes()) {
      return "something that is no frame of this protocol";
    }
    String phase =
        switch (header.get(6)) {
          case RESULT -> " (results)";
          case PLACE -> " (in place)";
          default -> "";
        };
    return new Operation(kind, header.getLong(8), header.getLong(16)) + phase;
  }
}
