package mclspark.pth;

/** Bytes that were passed over, because no tensor needs as many; an array may. */
final class SkippedBytes extends OpaqueValue {

  private final long begin;
  private final long count;

  SkippedBytes(String kind, long begin, long count) {
    super(kind);
    this.begin = begin;
    this.count = count;
  }

  /** The file's position of the first. */
  long begin() {
    return begin;
  }

  /** How many they are. */
  long count() {
    return count;
  }

  /** The same under another kind. */
  SkippedBytes as(String other) {
    return new SkippedBytes(other, begin, count);
  }
}
