package mclspark.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mclspark.UserError;
import mclspark.collective.Buffers;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankFailedException;
import mclspark.collective.mesh.TcpCollective;

/**
 * Set-up and exchange of many workers over loopback TCP, each a thread of this JVM with connections
 * of its own. {@link ScaleModel} is fitted on some groups and checked by others.
 */
public final class ScaleBench {

  private static final String HOST = "127.0.0.1";
  private static final String JOB = "scale";
  private static final int WORD = 4;
  private static final int WARM_UP = 2;
  private static final int SPARE_FILES = 200;
  private static final int COLLECTION_MILLIS = 200;
  private static final double MILLION = 1e6;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ScaleBench() {}

  /**
   * What a group's work takes. How long it lasts depends on the cores and on what else runs there;
   * processor time hardly does.
   *
   * @param wallMillis until the last worker is done
   * @param cpuMillis of the processor, of all workers' threads together, in the kernel too
   */
  public record Cost(double wallMillis, double cpuMillis) {

    /** The median of each. */
    static Cost median(List<Cost> costs) {
      return new Cost(
          Timing.median(costs.stream().mapToDouble(Cost::wallMillis).toArray()),
          Timing.median(costs.stream().mapToDouble(Cost::cpuMillis).toArray()));
    }
  }

  /**
   * One group.
   *
   * @param workers W
   * @param setUp until all are connected with all
   * @param word an all-reduce of one number
   * @param sum an all-reduce of many
   * @param memoryBytes that all workers hold for their connections, on the heap and off
   */
  public record Point(int workers, Cost setUp, Cost word, Cost sum, double memoryBytes) {

    /** The median of each, of one group measured several times. */
    static Point median(List<Point> points) {
      return new Point(
          points.get(0).workers(),
          Cost.median(points.stream().map(Point::setUp).toList()),
          Cost.median(points.stream().map(Point::word).toList()),
          Cost.median(points.stream().map(Point::sum).toList()),
          Timing.median(points.stream().mapToDouble(Point::memoryBytes).toArray()));
    }
  }

  /**
   * What was measured.
   *
   * @param cold the first group of the process, as large as the largest: classes are loaded and
   *     compiled meanwhile
   * @param points the groups in the order asked for, medians of all passes
   */
  public record Result(Point cold, List<Point> points) {}

  /**
   * Measures groups, each once in every pass, so that what else the machine does meets all alike.
   *
   * @param sizes numbers of workers, at least 2
   * @param bytes of the large all-reduce, a multiple of 4
   * @param rounds of each all-reduce in a pass
   */
  public static Result run(List<Integer> sizes, int bytes, int rounds, int passes)
      throws InterruptedException {
    Point cold = measure(Collections.max(sizes), bytes, rounds);
    List<List<Point>> measured = new ArrayList<>();
    sizes.forEach(size -> measured.add(new ArrayList<>()));
    for (int pass = 0; pass < passes; pass++) {
      for (int i = 0; i < sizes.size(); i++) {
        measured.get(i).add(measure(sizes.get(i), bytes, rounds));
      }
    }
    return new Result(cold, measured.stream().map(Point::median).toList());
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
      double cpu = 0;
      for (Joined joined : all(threads, listeners, listener -> join(listener, announcements))) {
        group.add(joined.member());
        cpu += joined.cpuMillis();
      }
      Cost setUp = new Cost((System.nanoTime() - start) / MILLION, cpu);
      double memory = memory() - before;
      Cost word = reduce(threads, group, WORD, rounds);
      Cost sum = reduce(threads, group, bytes, rounds);
      return new Point(workers, setUp, word, sum, memory);
    } finally {
      group.forEach(Collective::close);
      threads.shutdownNow();
      listeners.forEach(TcpCollective.Listener::close);
    }
  }

  private record Joined(Collective member, double cpuMillis) {}

  private static Joined join(TcpCollective.Listener listener, List<String> announcements) {
    long before = THREADS.getCurrentThreadCpuTime();
    Collective member = listener.join(announcements, new byte[32], JOB);
    return new Joined(member, (THREADS.getCurrentThreadCpuTime() - before) / MILLION);
  }

  /**
   * The median over rounds of the slowest worker's time, from when all have begun, and of the sum
   * of their processor times.
   */
  private static Cost reduce(ExecutorService threads, List<Collective> group, int bytes, int rounds)
      throws InterruptedException {
    List<List<Cost>> workers =
        all(threads, group, member -> reduce(member, Buffers.allocate(bytes), rounds));
    List<Cost> costs = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      int index = round;
      List<Cost> all = workers.stream().map(worker -> worker.get(index)).toList();
      costs.add(
          new Cost(
              all.stream().mapToDouble(Cost::wallMillis).max().orElseThrow(),
              all.stream().mapToDouble(Cost::cpuMillis).sum()));
    }
    return Cost.median(costs);
  }

  /** One worker's part, of each round. */
  private static List<Cost> reduce(Collective member, ByteBuffer data, int rounds) {
    ByteBuffer word = Buffers.allocate(WORD);
    List<Cost> costs = new ArrayList<>();
    for (int round = -WARM_UP; round < rounds; round++) {
      member.allReduceSum(word);
      long start = System.nanoTime();
      long before = THREADS.getCurrentThreadCpuTime();
      member.allReduceSum(data);
      double cpu = (THREADS.getCurrentThreadCpuTime() - before) / MILLION;
      if (round >= 0) {
        costs.add(new Cost((System.nanoTime() - start) / MILLION, cpu));
      }
    }
    return costs;
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
