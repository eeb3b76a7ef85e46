package mclspark.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import mclspark.collective.Backend;
import mclspark.collective.Buffers;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;

/**
 * Times all-reduce between JVMs of this machine, beside what the kernel takes to copy the same
 * bytes through loopback TCP.
 *
 * <p>Each worker is a JVM that runs {@link #main}. The floats are zeros: their sums take the same
 * time and never overflow.
 */
public final class CollectiveBench {

  /**
   * Java compiles ciphers to the processor's own instructions late: after some thousand records.
   */
  private static final int WARM_UP = 30;

  private static final double MILLION = 1e6;

  private CollectiveBench() {}

  /**
   * One measurement.
   *
   * @param backEnd how they exchange
   * @param encrypted whether they encrypt
   * @param workers number of JVMs
   * @param bytes size of the buffer that is reduced
   * @param rounds timed calls
   * @param medianMillis median over the rounds, of rank 0's time
   * @param bestMillis shortest round
   * @param rawMillis median of a copy of the bytes that all send through loopback TCP; 0 where
   *     nothing goes that way
   */
  public record Result(
      Backend backEnd,
      boolean encrypted,
      int workers,
      long bytes,
      int rounds,
      double medianMillis,
      double bestMillis,
      double rawMillis) {

    /** Payload per time, in units of a million bytes per second. */
    public double megabytesPerSecond() {
      return bytes / MILLION / (medianMillis / 1000);
    }

    private String way() {
      String way = backEnd == Backend.TCP ? "TCP" : backEnd.name().toLowerCase(Locale.ROOT);
      return (encrypted ? "encrypted " : "") + way.replace('_', ' ');
    }

    private String raw() {
      double sent = sent(workers, bytes) / MILLION;
      String raw = "; a bare copy of the %.0f MB that travel takes %.1f ms";
      return rawMillis == 0 ? "" : String.format(raw, sent, rawMillis);
    }

    /** One line of a table. */
    @Override
    public String toString() {
      return String.format(
          "all-reduce %.0f MB, %d workers, %s: median of %d %.1f ms (best %.1f), %.0f MB/s%s",
          bytes / MILLION,
          workers,
          way(),
          rounds,
          medianMillis,
          bestMillis,
          megabytesPerSecond(),
          raw());
    }
  }

  /**
   * Measures over two and four JVMs, through shared memory, over TCP and over encrypted TCP.
   *
   * @param megabytes sizes of the buffers, at most 2000
   * @param results takes each as soon as it is there
   */
  public static void runAll(int rounds, List<Integer> megabytes, Consumer<Result> results)
      throws IOException {
    CollectiveOptions clear = CollectiveOptions.defaults();
    CollectiveOptions encrypted = clear.withEncryption(true);
    for (int workers : new int[] {2, 4}) {
      for (int size : megabytes) {
        int bytes = size * 1_000_000;
        results.accept(run(workers, bytes, rounds, clear, Backend.SHARED_MEMORY));
        results.accept(run(workers, bytes, rounds, clear, Backend.TCP));
        results.accept(run(workers, bytes, rounds, encrypted, Backend.TCP));
      }
    }
  }

  /**
   * Starts the workers, waits for them and returns what rank 0 measured.
   *
   * @param bytes size of the buffer, a multiple of 4
   * @throws IOException if a worker cannot be started or ends early
   */
  public static Result run(
      int workers, int bytes, int rounds, CollectiveOptions settings, Backend backEnd)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(bytes));
    arguments.add(Integer.toString(rounds));
    arguments.add(Integer.toString(settings.socketBufferBytes()));
    arguments.add(Integer.toString(settings.chunkBytes()));
    arguments.add(backEnd.name());
    arguments.add(Boolean.toString(settings.encrypt()));
    try (WorkerProcesses processes =
        new WorkerProcesses(CollectiveBench.class, workers, arguments)) {
      double[] millis =
          Arrays.stream(processes.line(0).split(" "))
              .mapToDouble(Double::parseDouble)
              .sorted()
              .toArray();
      return new Result(
          backEnd,
          settings.encrypt(),
          workers,
          bytes,
          rounds,
          millis[rounds / 2],
          millis[0],
          backEnd == Backend.TCP ? Loopback.millis(sent(workers, bytes), rounds) : 0);
    }
  }

  /**
   * A worker, started by {@link #run}.
   *
   * @param arguments rank, size, bytes, rounds, socket buffer, chunk, back end, encryption
   */
  public static void main(String[] arguments) throws IOException {
    int[] numbers = Arrays.stream(arguments).limit(6).mapToInt(Integer::parseInt).toArray();
    Backend backEnd = Backend.valueOf(arguments[6]);
    boolean encrypt = Boolean.parseBoolean(arguments[7]);
    CollectiveOptions usual = CollectiveOptions.defaults();
    CollectiveOptions settings =
        new CollectiveOptions(
            usual.silence(), usual.progress(), usual.setUp(), numbers[4], numbers[5], encrypt);
    try (Collective workers = WorkerProcesses.join(numbers[0], numbers[1], settings, backEnd)) {
      List<String> millis = time(workers, memory(workers, numbers[2]), numbers[3]);
      System.out.println(String.join(" ", millis));
    }
  }

  /** The memory that gradients lie in. */
  private static ByteBuffer memory(Collective workers, int bytes) {
    List<ByteBuffer> shared = workers.sharedBuffers(List.of(bytes));
    return shared.isEmpty() ? Buffers.allocate(bytes) : shared.get(0);
  }

  private static List<String> time(Collective workers, ByteBuffer data, int rounds) {
    List<String> millis = new ArrayList<>();
    for (int round = -WARM_UP; round < rounds; round++) {
      long start = System.nanoTime();
      workers.allReduceSum(data);
      if (round >= 0) {
        millis.add(Double.toString((System.nanoTime() - start) / MILLION));
      }
    }
    return millis;
  }

  /** What all workers send together. */
  private static long sent(int workers, long bytes) {
    return 2 * bytes * (workers - 1);
  }
}
