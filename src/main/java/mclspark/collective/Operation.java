package mclspark.collective;

/**
 * One collective call, as workers compare it with each other.
 *
 * @param kind which operation
 * @param sequence the how-manieth operation of the group, from 1
 * @param bytes payload: of the whole buffer (all-reduce), of one worker's part (all-gather), of one
 *     pair's message (all-to-all)
 */
public record Operation(Kind kind, long sequence, long bytes) {

  /** What an operation does; the code and the element size travel in each frame header. */
  public enum Kind {
    ALL_REDUCE("all-reduce", 1, Float.BYTES),
    ALL_GATHER("all-gather", 2, 1),
    ALL_TO_ALL("all-to-all", 3, 1);

    private final String title;
    private final byte code;
    private final byte elementBytes;

    Kind(String title, int code, int elementBytes) {
      this.title = title;
      this.code = (byte) code;
      this.elementBytes = (byte) elementBytes;
    }

    public byte code() {
      return code;
    }

    public byte elementBytes() {
      return elementBytes;
    }

    /** The kind with that code, or null. */
    public static Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return null;
    }
  }

  /** The same call with another payload: the message between one pair of workers. */
  public Operation withBytes(long pairBytes) {
    return new Operation(kind, sequence, pairBytes);
  }

  /** For example {@code all-reduce #812}. */
  public String name() {
    return kind.title + " #" + sequence;
  }

  /** For example {@code all-reduce #812 of 11240000 floats}. */
  @Override
  public String toString() {
    String unit = kind == Kind.ALL_REDUCE ? " floats" : " bytes";
    return name() + " of " + bytes / kind.elementBytes + unit;
  }
}
