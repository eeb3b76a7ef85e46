package mclspark.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import mclspark.UserError;
import mclspark.collective.Buffers;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankFailedException;
import mclspark.collective.mesh.TcpCollective;

/**
 * Set-up and exchange of many workers over loopback TCP, each a thread of this JVM with connections
 * of its own, beside what {@link ScaleModel} expects of the smallest groups.
 */
public final class ScaleBench {

  private static final String HOST = "127.0.0.1";
  private static final String JOB = "scale";
  private static final int WORD = 4;
  private static final int WARM_UP = 2;
  private static final int SPARE_FILES = 200;
  private static final int COLLECTION_MILLIS = 200;
  private static final double MILLION = 1e6;

  private ScaleBench() {}

  /**
   * One group.
   *
   * @param workers W
   * @param setUpMillis until all are connected with all, the median of three
   * @param wordMillis of an all-reduce of one number, the median
   * @param sumMillis of an all-reduce of many, the median
   * @param memoryBytes that all workers hold for their connections, on the heap and off
   */
  public record Point(
      int workers, double setUpMillis, double wordMillis, double sumMillis, double memoryBytes) {}

  /**
   * Measures groups.
   *
   * @param sizes numbers of workers, at least 2
   * @param bytes of the large all-reduce, a multiple of 4
   * @param points takes each as soon as it is there
   */
  public static void run(List<Integer> sizes, int bytes, int rounds, Consumer<Point> points)
      throws InterruptedException {
    measure(sizes.get(0), bytes, 1); // loads the classes
    for (int workers : sizes) {
      Point first = measure(workers, bytes, rounds);
      double second = measure(workers, WORD, 1).setUpMillis(); // a set-up alone varies twofold
      double third = measure(workers, WORD, 1).setUpMillis();
      double setUp = Timing.median(first.setUpMillis(), second, third);
      points.accept(
          new Point(workers, setUp, first.wordMillis(), first.sumMillis(), first.memoryBytes()));
    }
  }

  /**
   * Looks whether groups of these sizes can be made.
   *
   * @throws UserError if this process may not open as many files
   */
  static void requireFiles(List<Integer> sizes) {
    int workers = Collections.max(sizes);
    long needed = (long) workers * (workers + 2) + SPARE_FILES;
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        && system.getMaxFileDescriptorCount() < needed) {
      throw new UserError(
          "%d workers in one process open some %d files, and it may open %d; raise the limit (ulimit -n) or measure fewer."
              .formatted(workers, needed, system.getMaxFileDescriptorCount()));
    }
  }

  private static Point measure(int workers, int bytes, int rounds) throws InterruptedException {
    double before = memory();
    List<TcpCollective.Listener> listeners = new ArrayList<>();
    List<String> announcements = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      listeners.add(TcpCollective.listen(HOST, CollectiveOptions.defaults()));
      announcements.add(listeners.get(rank).announcement(rank, 0, JOB));
    }
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    List<Collective> group = new ArrayList<>();
    try {
      long start = System.nanoTime();
      group.addAll(
          all(threads, listeners, listener -> listener.join(announcements, new byte[32], JOB)));
      double setUp = (System.nanoTime() - start) / MILLION;
      double memory = memory() - before;
      double word = reduce(threads, group, WORD, rounds);
      double sum = reduce(threads, group, bytes, rounds);
      return new Point(workers, setUp, word, sum, memory);
    } finally {
      group.forEach(Collective::close);
      threads.shutdownNow();
      listeners.forEach(TcpCollective.Listener::close);
    }
  }

  /** The median over rounds of the slowest worker's time, from when all have begun. */
  private static double reduce(
      ExecutorService threads, List<Collective> group, int bytes, int rounds)
      throws InterruptedException {
    List<double[]> times =
        all(
            threads,
            group,
            member -> {
              ByteBuffer data = Buffers.allocate(bytes);
              ByteBuffer word = Buffers.allocate(WORD);
              double[] millis = new double[rounds];
              for (int round = -WARM_UP; round < rounds; round++) {
                member.allReduceSum(word);
                long start = System.nanoTime();
                member.allReduceSum(data);
                if (round >= 0) {
                  millis[round] = (System.nanoTime() - start) / MILLION;
                }
              }
              return millis;
            });
    double[] slowest = new double[rounds];
    for (double[] millis : times) {
      Arrays.setAll(slowest, round -> Math.max(slowest[round], millis[round]));
    }
    return Timing.median(slowest);
  }

  private interface Work<A, T> {
    T on(A item) throws Exception;
  }

  /** Lets each thread work on one item. */
  private static <A, T> List<T> all(ExecutorService threads, List<A> items, Work<A, T> work)
      throws InterruptedException {
    List<Callable<T>> tasks = new ArrayList<>();
    items.forEach(item -> tasks.add(() -> work.on(item)));
    List<T> results = new ArrayList<>();
    for (Future<T> result : threads.invokeAll(tasks)) { // the workers' own deadlines end them
      try {
        results.add(result.get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RankFailedException failure
            ? failure
            : new IllegalStateException(e.getCause());
      }
    }
    return results;
  }

  /** What is in use when two collections have let the memory of closed groups go. */
  private static double memory() throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      System.gc();
      Thread.sleep(COLLECTION_MILLIS);
    }
    Runtime runtime = Runtime.getRuntime();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return (double) runtime.totalMemory() - runtime.freeMemory() + direct;
  }
}
