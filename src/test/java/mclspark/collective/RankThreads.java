package mclspark.collective;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs one body per rank, each in its own thread, and says how each ended. */
public final class RankThreads {

  private RankThreads() {}

  /** What a rank does. */
  public interface Body<T> {
    public T run(int rank) throws Exception;
  }

  /**
   * How a rank ended.
   *
   * @param failure what its body threw, or null
   * @param seconds how long it took
   */
  public record Outcome(Throwable failure, double seconds) {}

  /** Runs the bodies of ranks 0 to size - 1; fails if one has not ended by the deadline. */
  public static List<Outcome> run(int size, Duration deadline, Body<?> body) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      List<Future<Outcome>> futures = new ArrayList<>();
      for (int r = 0; r < size; r++) {
        int rank = r;
        futures.add(threads.submit(() -> outcome(rank, body)));
      }
      long end = System.nanoTime() + deadline.toNanos();
      List<Outcome> outcomes = new ArrayList<>();
      for (int r = 0; r < size; r++) {
        outcomes.add(get(r, futures.get(r), end));
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  /** What the bodies return, in rank order; fails if one rank failed. */
  public static <T> List<T> values(int size, Duration deadline, Body<T> body) throws Exception {
    Map<Integer, T> values = new ConcurrentHashMap<>();
    List<Outcome> outcomes =
        run(
            size,
            deadline,
            rank -> {
              T value = body.run(rank);
              if (value != null) {
                values.put(rank, value);
              }
              return null;
            });
    List<T> inOrder = new ArrayList<>();
    for (int r = 0; r < size; r++) {
      if (outcomes.get(r).failure() != null) {
        throw new AssertionError("rank " + r + " failed", outcomes.get(r).failure());
      }
      inOrder.add(values.get(r));
    }
    return inOrder;
  }

  private static Outcome outcome(int rank, Body<?> body) {
    long start = System.nanoTime();
    Throwable failure = null;
    try {
      body.run(rank);
    } catch (Throwable e) {
      failure = e;
    }
    return new Outcome(failure, (System.nanoTime() - start) / 1e9);
  }

  private static Outcome get(int rank, Future<Outcome> future, long end)
      throws InterruptedException, ExecutionException {
    try {
      return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("rank " + rank + " hangs", e);
    }
  }
}
