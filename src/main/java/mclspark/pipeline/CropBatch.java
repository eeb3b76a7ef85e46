package mclspark.pipeline;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The crops of one step. Its memory is used again after {@link #close}: copy or hand over the crops
 * before.
 */
public final class CropBatch implements AutoCloseable {

  private final int step;
  private final int cropBytes;
  private final int[] indices; // [rows], the pictures really shown
  private final int[] labels; // [rows]
  private final ByteBuffer[] memory; // [views], each [rows, size, size, 3]
  private final Consumer<ByteBuffer[]> giveBack;
  private final AtomicInteger missing;
  private final AtomicBoolean closed = new AtomicBoolean();

  CropBatch(
      int step, int[] rows, int cropBytes, ByteBuffer[] memory, Consumer<ByteBuffer[]> giveBack) {
    this.step = step;
    this.cropBytes = cropBytes;
    this.indices = rows.clone();
    this.labels = new int[rows.length];
    this.memory = memory;
    this.giveBack = giveBack;
    this.missing = new AtomicInteger(rows.length);
  }

  /** The step within the epoch. */
  public int step() {
    return step;
  }

  /** Number of pictures. */
  public int rows() {
    return indices.length;
  }

  /**
   * The crops of a view: a direct buffer {@code [rows, size, size, 3]} of uint8, position 0.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public ByteBuffer crops(int view) {
    if (closed.get()) {
      throw new IllegalStateException("The batch of step " + step + " is closed");
    }
    return memory[view].duplicate().position(0).limit(rows() * cropBytes);
  }

  /** Label ids by row; -1 for a row that is marked as broken. */
  public int[] labels() {
    return labels.clone();
  }

  /** Indices of the pictures shown, by row; a replaced picture's row has the replacement's. */
  public int[] indices() {
    return indices.clone();
  }

  /** Gives the memory back; a second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      giveBack.accept(memory);
    }
  }

  int index(int row) {
    return indices[row];
  }

  void setPicture(int row, int index, int label) {
    indices[row] = index;
    labels[row] = label;
  }

  /** Writes one crop; absolute, so that several threads can write different rows. */
  void setCrop(int view, int row, byte[] crop) {
    memory[view].put(row * cropBytes, crop);
  }

  /** Notes that a row is whole; true for the last one. */
  boolean rowDone() {
    return missing.decrementAndGet() == 0;
  }

  boolean complete() {
    return missing.get() == 0;
  }
}
