package mclspark.step;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mclspark.collective.Collective;
import mclspark.collective.DeviceBuffer;
import mclspark.collective.DeviceReduction;
import mclspark.tensor.DataType;
import mclspark.tensor.DeviceMemory;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.Ops;
import mclspark.tensor.PinnedBuffer;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Sums gradients over all logical ranks, in the order of one binary tree: adjacent ranks, then
 * pairs of pairs, an odd one carried up. A worker adds its own ranks as they finish; the collective
 * goes on from there over workers, peer by peer, while the next peer still runs backwards. The
 * collective must not be used by others between {@link #add} of the last rank and {@link #await}.
 */
public final class GradientReducer implements AutoCloseable {

  private static final Duration END = Duration.ofSeconds(30);

  private final TorchEngine engine;
  private final int localRanks;
  private final Collective workers;
  private final List<PeerSum> peers = new ArrayList<>();
  private final List<Future<?>> pending = new ArrayList<>();
  private final ExecutorService background;
  private final Optional<DeviceReduction> onDevice;
  private final DeviceMemory memory;
  private final List<PinnedBuffer> copies;
  private final List<Runnable> returns = new ArrayList<>();
  private long waited;

  public GradientReducer(
      TorchEngine engine, List<FlatParameters> parameters, int localRanks, Collective workers) {
    this(engine, parameters, localRanks, workers, copies(engine, parameters, workers));
  }

  /**
   * Allocates buffers and starts the thread.
   *
   * @param copies host memory for each peer's gradient; empty where none needs a copy to be summed
   */
  public GradientReducer(
      TorchEngine engine,
      List<FlatParameters> parameters,
      int localRanks,
      Collective workers,
      List<PinnedBuffer> copies) {
    this.copies = copies;
    this.engine = engine;
    this.localRanks = localRanks;
    this.workers = workers;
    onDevice = engine.onHost() ? Optional.empty() : workers.deviceReduction();
    memory = onDevice.isPresent() ? DeviceMemory.open() : null;
    if (engine.onHost() && copies.isEmpty()) {
      layInto(workers, parameters);
    }
    int depth = 32 - Integer.numberOfLeadingZeros(localRanks - 1);
    for (FlatParameters peer : parameters) {
      peers.add(new PeerSum(engine, peer.gradients(), depth));
    }
    background =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "gradient-reducer-" + workers.rank());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Lays gradients where the workers can add them without copies, if there is such memory. */
  private void layInto(Collective group, List<FlatParameters> parameters) {
    List<Integer> bytes = new ArrayList<>();
    for (FlatParameters peer : parameters) {
      bytes.add(Math.toIntExact(peer.gradients().elements() * Float.BYTES));
    }
    List<ByteBuffer> buffers = group.sharedBuffers(bytes);
    for (int peer = 0; peer < buffers.size(); peer++) {
      parameters.get(peer).moveGradients(engine, buffers.get(peer));
    }
  }

  private static List<PinnedBuffer> copies(
      TorchEngine engine, List<FlatParameters> parameters, Collective workers) {
    if (engine.onHost() || workers.size() == 1 || workers.deviceReduction().isPresent()) {
      return List.of();
    }
    return parameters.stream()
        .map(peer -> peer.gradients().elements())
        .map(n -> PinnedBuffer.allocate(engine, DataType.FLOAT32, n))
        .toList();
  }

  /** Takes a peer's gradient of one local rank, right after its backward pass. */
  public void add(int peer, int localRank) {
    Tensor gradient = peers.get(peer).add(localRank, localRanks);
    if (gradient != null && workers.size() > 1) {
      if (onDevice.isPresent()) {
        reduceOnDevice(onDevice.get(), gradient);
      } else if (copies.isEmpty()) {
        ByteBuffer view = gradient.hostView();
        pending.add(background.submit(() -> workers.allReduceSum(view)));
      } else {
        reduceThroughHost(copies.get(peer), gradient);
      }
    }
  }

  /**
   * Queued behind the backward pass; the optimizer queues behind the sum. So nothing waits here,
   * and the sum runs while the next peer's kernels are launched.
   */
  private void reduceOnDevice(DeviceReduction reduction, Tensor gradient) {
    long start = System.nanoTime();
    long stream = memory.stream(engine.gpu().getAsInt());
    reduction.allReduceSum(new DeviceBuffer(memory.address(gradient), gradient.elements(), stream));
    waited += System.nanoTime() - start;
  }

  /**
   * Without a reduction on the device the gradient goes to host memory, behind the backward pass.
   * It is summed there while the next peer runs backwards, and {@link #await} sends it back.
   */
  private void reduceThroughHost(PinnedBuffer copy, Tensor gradient) {
    copy.download(gradient);
    pending.add(background.submit(() -> workers.allReduceSum(copy.await())));
    returns.add(() -> copy.upload(gradient, 0, gradient.elements()));
  }

  /** Waits until every gradient is the sum over all logical ranks; the collective has deadlines. */
  public void await() {
    long start = System.nanoTime();
    try {
      for (Future<?> reduction : pending) {
        reduction.get();
      }
      returns.forEach(Runnable::run); // queued: the optimizer runs behind them
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("A gradient could not be reduced", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while gradients were reduced", e);
    } finally {
      pending.clear();
      returns.clear();
    }
    waited += System.nanoTime() - start;
  }

  /** Nanoseconds that the training thread has waited for reductions so far. */
  public long waitedNanos() {
    return waited;
  }

  /**
   * Breaks off a sum that still runs, and waits for its end: it writes into gradients that the
   * caller is about to free.
   *
   * @throws IllegalStateException if it does not end
   */
  @Override
  public void close() {
    background.shutdownNow();
    long deadline = System.nanoTime() + END.toNanos();
    boolean interrupted = false;
    while (!background.isTerminated()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new IllegalStateException("A sum of gradients did not end within " + END);
      }
      try {
        background.awaitTermination(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) { // as a killed worker's thread is: yet it must not go on
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Partial sums of one peer: like a binary counter, one buffer for each finished subtree. */
  private static final class PeerSum {

    private record Subtree(int ranks, Tensor sum) {}

    private final Tensor gradient;
    private final Deque<Tensor> free = new ArrayDeque<>();
    private final Deque<Subtree> subtrees = new ArrayDeque<>();

    PeerSum(TorchEngine engine, Tensor gradient, int depth) {
      this.gradient = gradient;
      for (int level = 0; level < depth; level++) {
        free.push(engine.zeros(gradient.elements()));
      }
    }

    /** Returns the sum over local ranks after the last one, null before. */
    public Tensor add(int localRank, int localRanks) {
      boolean last = localRank == localRanks - 1;
      int ranks = 1;
      while (!subtrees.isEmpty() && (last || subtrees.peek().ranks() == ranks)) {
        Subtree left = subtrees.pop();
        Ops.addInPlace(gradient, left.sum());
        ranks += left.ranks();
        free.push(left.sum());
      }
      if (last) {
        return gradient;
      }
      Tensor buffer = free.pop();
      Ops.copy(gradient, buffer);
      Ops.zero(gradient);
      subtrees.push(new Subtree(ranks, buffer));
      return null;
    }
  }
}
