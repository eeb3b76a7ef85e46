package mclspark.pipeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mclspark.StorageError;
import mclspark.UserError;
import mclspark.dataset.PictureSource;
import mclspark.sampling.BatchPlan;
import mclspark.sampling.StepRange;
import mclspark.storage.StoredFiles;

/**
 * Makes the batches of one worker ahead of time: threads read, decode and crop the pictures of the
 * next steps while the consumer works on the present one. How far ahead is bounded by the pool.
 * Several threads share a batch, row by row; batches come in the order of the steps and their
 * content does not depend on the number of threads.
 *
 * <p>One consumer thread: {@code try (CropBatch batch = pipeline.next()) { ... }}, steps times,
 * then {@link #close}. The pool outlives the pipeline and serves the next one.
 */
public final class BatchPipeline implements AutoCloseable {

  private static final long IDLE_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PictureSource source;
  private final BadPictures bad;
  private final CropPool pool;
  private final PipelineSettings settings;
  private final BatchPlan plan;
  private final StepRange range;
  private final List<Thread> threads = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition(); // memory came back, or the end
  private final Condition ready = lock.newCondition(); // a batch is whole, or a failure

  // Guarded by the lock.
  private final ArrayDeque<CropBatch> begun = new ArrayDeque<>(); // in order, not yet handed out
  private int nextStep; // the first step without a batch
  private int nextRow; // the first row of the newest batch that no thread has
  private int handedOut;
  private Throwable failure;
  private boolean closed;
  private long waitedNanos;

  private record Row(CropBatch batch, int row) {}

  /**
   * Starts the threads.
   *
   * @param source where the pictures come from
   * @param bad takes note of pictures that cannot be read
   * @param pool the batches' memory; as many views as the settings have
   * @param plan the pictures of each step
   * @param range the steps wanted, within the plan's
   */
  public BatchPipeline(
      PictureSource source,
      BadPictures bad,
      CropPool pool,
      PipelineSettings settings,
      BatchPlan plan,
      StepRange range) {
    if (range.to() > plan.steps()
        || plan.largestBatch() > pool.rows()
        || settings.views().size() != pool.views()) {
      throw new IllegalArgumentException(
          "The plan ("
              + plan.steps()
              + " steps of "
              + plan.largestBatch()
              + " rows, "
              + settings.views().size()
              + " views) does not fit "
              + range
              + " or the pool of "
              + pool.rows()
              + " rows and "
              + pool.views()
              + " views");
    }
    this.source = source;
    this.bad = bad;
    this.pool = pool;
    this.settings = settings;
    this.plan = plan;
    this.range = range;
    this.nextStep = range.from();
    for (int i = 0; i < settings.threads(); i++) {
      Thread thread = new Thread(this::work, "pictures-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /** Whether {@link #next} has another batch. */
  public boolean hasNext() {
    return range.from() + handedOut < range.to();
  }

  /**
   * Waits for the next step's batch; close it to let its memory be used again.
   *
   * @throws UserError if too many pictures are broken
   * @throws IllegalStateException with its cause if reading or cropping failed, if the deadline
   *     passed, or if no step is left
   */
  public CropBatch next() {
    if (!hasNext()) {
      throw new IllegalStateException("No step is left of " + range);
    }
    long start = System.nanoTime();
    lock.lock();
    try {
      awaitFirst();
      handedOut++;
      return begun.remove();
    } finally {
      waitedNanos += System.nanoTime() - start;
      lock.unlock();
    }
  }

  /** How long the consumer has waited in {@link #next}, in nanoseconds. */
  public long waitedNanos() {
    lock.lock();
    try {
      return waitedNanos;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the threads and gives back the memory of batches that were not handed out. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
      ready.signalAll();
    } finally {
      lock.unlock();
    }
    threads.forEach(Thread::interrupt);
    join();
    // No thread writes any more.
    begun.forEach(CropBatch::close);
    begun.clear();
  }

  private void join() {
    long end = System.nanoTime() + settings.deadline().toNanos();
    try {
      for (Thread thread : threads) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        thread.join(Math.max(1, left));
        if (thread.isAlive()) {
          throw new IllegalStateException(
              thread.getName() + " did not end within " + settings.deadline());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while ending the picture threads", e);
    }
  }

  private void awaitFirst() {
    long left = settings.deadline().toNanos();
    try {
      while (failure == null && !closed && (begun.isEmpty() || !begun.peek().complete())) {
        if (left <= 0) {
          throw new IllegalStateException(
              "The batch of step "
                  + (range.from() + handedOut)
                  + " did not come within "
                  + settings.deadline()
                  + (begun.isEmpty()
                      ? ": all batches are still held by the consumer"
                      : ": reading the pictures takes too long or hangs"));
        }
        left = ready.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a batch", e);
    }
    if (failure instanceof StorageError) {
      throw new StorageError(failure.getMessage(), failure);
    }
    if (failure instanceof UserError) {
      throw new UserError(failure.getMessage(), failure);
    }
    if (failure != null) {
      throw new IllegalStateException("A batch cannot be made: " + failure.getMessage(), failure);
    }
    if (closed) {
      throw new IllegalStateException("The pipeline is closed");
    }
  }

  private void work() {
    try {
      RowFiller filler = new RowFiller(source, bad, settings, range.epoch(), pool.cropBytes());
      for (Optional<Row> row = claim(); row.isPresent(); row = claim()) {
        fill(filler, row.get());
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  private String place(Row row) {
    int index = row.batch().index(row.row());
    return "Step %d, picture %d (%s): ".formatted(row.batch().step(), index, source.name(index));
  }

  private void fill(RowFiller filler, Row row) {
    try {
      filler.fill(row.batch(), row.row());
    } catch (UserError e) {
      throw e;
    } catch (IOException e) {
      throw StoredFiles.cannotRead(place(row) + e + ". Check the storage.", e);
    } catch (Exception e) {
      throw new IllegalStateException(place(row) + e, e);
    }
    if (row.batch().rowDone()) {
      lock.lock();
      try {
        ready.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void fail(Throwable e) {
    lock.lock();
    try {
      // What a thread throws because it was told to end is no failure.
      if (failure == null && !closed) {
        failure = e;
      }
      ready.signalAll();
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next row, opening a batch if memory is free; empty when there is nothing to do. */
  private Optional<Row> claim() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && failure == null) {
        if (!begun.isEmpty() && nextRow < begun.getLast().rows()) {
          return Optional.of(new Row(begun.getLast(), nextRow++));
        }
        if (nextStep == range.to()) {
          return Optional.empty();
        }
        if (!open()) {
          // A consumer may pause for as long as it likes; no deadline can tell that from a fault.
          work.awaitNanos(IDLE_CHECK_NANOS);
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private boolean open() {
    Optional<ByteBuffer[]> memory = pool.tryAcquire();
    if (memory.isEmpty()) {
      return false;
    }
    int[] rows = plan.rows(nextStep);
    begun.add(new CropBatch(nextStep, rows, pool.cropBytes(), memory.get(), this::giveBack));
    nextStep++;
    nextRow = 0;
    work.signalAll();
    if (rows.length == 0) {
      ready.signalAll();
    }
    return true;
  }

  private void giveBack(ByteBuffer[] memory) {
    pool.release(memory);
    lock.lock();
    try {
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
