package mclspark.pipeline;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import mclspark.UserError;

/**
 * The memory of a fixed number of batches, outside the Java heap, used again and again by the
 * pipelines of all epochs. Allocated when first needed. Safe for several threads.
 */
public final class CropPool {

  private final int views;
  private final int rows;
  private final int size;
  private final int capacity;
  private final ArrayDeque<ByteBuffer[]> free = new ArrayDeque<>();
  private final Consumer<ByteBuffer> told;
  private int allocated;

  /** Memory that nobody else has to know of. */
  public CropPool(int views, int rows, int size, int batches) {
    this(views, rows, size, batches, buffer -> {});
  }

  /**
   * Plans the memory: {@code batches * views * rows * size * size * 3} bytes.
   *
   * @param views crops per picture
   * @param rows pictures in the largest batch
   * @param size width and height of a crop in pixels
   * @param batches batches in flight, the consumer's included; at least 2 to work ahead
   * @param told gets each buffer when it is allocated, on any thread; it lives as long as the pool
   * @throws UserError if the crops of a view are more than 2 GB
   */
  public CropPool(int views, int rows, int size, int batches, Consumer<ByteBuffer> told) {
    if (views < 1 || rows < 0 || size < 1 || batches < 1) {
      throw new IllegalArgumentException(
          views + " views, " + rows + " rows, size " + size + ", " + batches + " batches");
    }
    if (3L * size * size * rows > Integer.MAX_VALUE) { // a view is one buffer
      throw new UserError(
          ("A worker's part of a batch is %d crops of %d x %d pixels, more than the 2 GB of a"
                  + " buffer; choose a smaller batch, smaller crops or more workers.")
              .formatted(rows, size, size));
    }
    this.views = views;
    this.rows = rows;
    this.size = size;
    this.capacity = batches;
    this.told = told;
  }

  /** Crops per picture. */
  public int views() {
    return views;
  }

  /** Pictures in the largest batch. */
  public int rows() {
    return rows;
  }

  /** Width and height of a crop in pixels. */
  public int size() {
    return size;
  }

  /** Bytes of a crop. */
  public int cropBytes() {
    return 3 * size * size;
  }

  /** Bytes of all batches together. */
  public long bytes() {
    return (long) capacity * views * rows * cropBytes();
  }

  synchronized Optional<ByteBuffer[]> tryAcquire() {
    if (free.isEmpty() && allocated < capacity) {
      allocated++;
      free.push(allocate());
    }
    return Optional.ofNullable(free.poll());
  }

  synchronized void release(ByteBuffer[] memory) {
    free.push(memory);
  }

  private ByteBuffer[] allocate() {
    ByteBuffer[] memory = new ByteBuffer[views];
    for (int i = 0; i < views; i++) {
      memory[i] = ByteBuffer.allocateDirect(rows * cropBytes());
      told.accept(memory[i]);
    }
    return memory;
  }
}
