package mclspark.collective.shared;

import mclspark.collective.Buffers;

/** One {@link SharedRing} for each ordered pair of workers, in one file. */
final class SharedRings {

  /** What all rings of a group take together, unless there are very many workers. */
  private static final int BUDGET = 32 << 20;

  private static final int LARGEST = 4 << 20;
  private static final int SMALLEST = 16 << 10;

  private final SharedFile file;
  private final int workers;

  /** Takes a file with room for {@link #bytes}. */
  SharedRings(SharedFile file, int workers) {
    this.file = file;
    this.workers = workers;
  }

  /** What they take. */
  static long bytes(int workers) {
    return (long) workers * (workers - 1) * ringBytes(workers);
  }

  /** The ring from one worker to another. */
  SharedRing ring(int from, int to) {
    int index = from * (workers - 1) + (to > from ? to - 1 : to);
    int each = ringBytes(workers);
    return new SharedRing(Buffers.range(file.shared(), index * each, each));
  }

  private static int ringBytes(int workers) {
    int share = BUDGET / (workers * (workers - 1)) / SharedFile.PAGE * SharedFile.PAGE;
    return SharedRing.OVERHEAD + Math.max(SMALLEST, Math.min(LARGEST, share));
  }
}
