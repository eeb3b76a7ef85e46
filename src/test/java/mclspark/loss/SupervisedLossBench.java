package mclspark.loss;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Measures time and peak memory of the supervised losses, for the notes: {@code batch N B} for the
 * in-batch loss, {@code bank N B negatives pictures} for the memory bank, d = 128, one thread.
 */
public final class SupervisedLossBench {

  private static final int DIM = 128;
  private static final int RUNS = 5;
  private static final MclSettings SETTINGS =
      new MclSettings(0.1, 3, new MclWeights(0.1, 1, 0.1, 1));

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private SupervisedLossBench() {}

  /** Runs one measurement and prints it. */
  public static void main(String[] arguments) throws IOException {
    int[] n = Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
    TorchEngine engine = TorchEngine.cpu(1);
    try (Scope scope = Scope.open()) {
      Tensor z =
          Differences.tensor(engine, ReferenceMcl.random(new Random(1), n[0], n[1], DIM, true));
      if (arguments[0].equals("batch")) {
        long[] labels = LongStream.range(0, n[1]).map(row -> row / 2).toArray();
        time(() -> new InBatchMclLoss(engine, SETTINGS).compute(z, labels));
      } else {
        bank(engine, z, n);
      }
    }
  }

  private static void bank(TorchEngine engine, Tensor z, int[] n) throws IOException {
    MemoryBank bank = new MemoryBank(engine, n[0], n[3], DIM, 0.5);
    bank.initialize(1);
    Random random = new Random(2);
    long[] rows = new long[n[1] * (2 + n[2])];
    Arrays.setAll(rows, i -> random.nextInt(n[3]));
    long[] own = LongStream.range(0, n[1]).toArray();
    System.out.println("before: " + memory());
    MemoryBankMclLoss loss = new MemoryBankMclLoss(engine, SETTINGS, 1, n[2], n[1]);
    time(() -> loss.compute(bank, z, rows));
    System.out.println("after the losses: " + memory());
    time(() -> bank.update(own, z));
    System.out.println("after the updates: " + memory());
  }

  private static void time(Runnable work) {
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      long startCpu = THREADS.getCurrentThreadCpuTime();
      try (Scope scope = Scope.open()) {
        work.run();
      }
      double clock = (System.nanoTime() - start) / 1e6;
      double cpu = (THREADS.getCurrentThreadCpuTime() - startCpu) / 1e6;
      System.out.printf("run %d: %.1f ms, of the thread's CPU %.1f ms%n", run, clock, cpu);
    }
  }

  private static String memory() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM") || line.startsWith("VmRSS"))
        .map(line -> line.replaceAll("\\s+", " "))
        .toList()
        .toString();
  }
}
