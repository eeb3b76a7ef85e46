package mclspark.step;

import java.io.Serializable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mclspark.schema.Key;
import mclspark.schema.Problems;
import mclspark.tensor.Precision;

/**
 * Section {@code ranks}: who computes. The logical ranks decide the numbers, the workers only who
 * computes them. Components: see the annotations.
 */
public record RanksConfig(
    @Key(
            doc =
                "Logical ranks (W): parts of a batch with batch statistics of their own, as if each"
                    + " had a GPU.",
            standard = "8",
            range = ">= 1 and <= 4096",
            hint = "published MoCo runs use 8, supervised runs 1")
        int logical,
    @Key(
            doc =
                "Workers (P): Spark tasks that share the logical ranks evenly. 1, W, and every P"
                    + " for which W / P is a power of two give the same bits on CPUs of one kind;"
                    + " other P round sums differently, and so do GPUs from run to run.",
            standard = "8",
            range = ">= 1 and <= 4096",
            changesNumbers = false)
        int workers,
    @Key(
            doc =
                "Threads that libtorch uses in each worker. Another number rounds differently, so"
                    + " it belongs to the run's identity.",
            standard = "1",
            range = ">= 1 and <= 1024")
        int threads,
    @Key(
            doc =
                "Where tensors live; auto takes the GPU that Spark assigned to the task, and the"
                    + " CPU if it assigned none.",
            standard = "auto")
        Device device,
    @Key(
            doc = "Whether convolutions use the channels-last memory format, which is faster.",
            standard = "true")
        boolean channelsLast,
    @Key(
            doc =
                "What networks compute with: bf16 is PyTorch's autocast, faster on processors with"
                    + " AVX512_BF16 or AMX and on GPUs from compute capability 8.0, and refused"
                    + " elsewhere. Weights, statistics and losses are float32.",
            standard = "float32",
            omittedByDefault = true)
        Precision precision)
    implements Serializable {

  /** Logical ranks that each worker computes. */
  public int logicalPerWorker() {
    return logical / workers;
  }

  /** Whether the numbers are those of one worker, to the bit: sums then follow the same tree. */
  public boolean keepsBits() {
    return workers == 1 || Integer.bitCount(logicalPerWorker()) == 1;
  }

  /**
   * The most workers for so many slots, up to {@link #workers}, whose sums keep the bits: W / P is
   * a power of two, or P = 1.
   *
   * @param slots at least 1
   */
  public int workersOn(int slots) {
    if (slots >= workers) {
      return workers;
    }
    for (int fewer = slots; fewer > 1; fewer--) {
      if (logical % fewer == 0 && Integer.bitCount(logical / fewer) == 1) {
        return fewer;
      }
    }
    return 1;
  }

  /** Adds a problem for every rule over several keys of the section that is broken. */
  public void check(Problems problems) {
    problems.require(
        logical % workers == 0,
        "ranks.workers is %d and ranks.logical is %d; the workers must divide the logical ranks"
                .formatted(workers, logical)
            + " evenly: choose %s.".formatted(divisors(logical)),
        "ranks.workers",
        "ranks.logical");
  }

  private static String divisors(int number) {
    return IntStream.rangeClosed(1, number)
        .filter(candidate -> number % candidate == 0)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", "));
  }
}
