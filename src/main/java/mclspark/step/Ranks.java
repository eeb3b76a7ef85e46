package mclspark.step;

import java.util.List;
import java.util.stream.IntStream;
import mclspark.collective.Collective;

/**
 * Where this worker's logical ranks stand among all. A run has W logical ranks, which define the
 * algorithm (batch statistics, shuffle, queue order), on P workers; worker p runs ranks {@code p W
 * / P .. (p + 1) W / P - 1} one after the other.
 *
 * @param logical W
 * @param workers P, divides W
 * @param worker p
 * @param batch rows of one logical rank, b
 */
public record Ranks(int logical, int workers, int worker, int batch) {

  /** Checks that the ranks can be dealt out evenly. */
  public Ranks {
    if (logical % workers != 0) {
      throw new IllegalArgumentException(
          "W = %d ranks can't be dealt to P = %d workers".formatted(logical, workers));
    }
  }

  /** Puts the ranks on the workers of a collective. */
  public static Ranks on(Collective workers, int logical, int batch) {
    return new Ranks(logical, workers.size(), workers.rank(), batch);
  }

  /** Logical ranks of each worker, W / P. */
  public int local() {
    return logical / workers;
  }

  /** The first logical rank of this worker. */
  public int first() {
    return worker * local();
  }

  /** Numbers of this worker's logical ranks. */
  public List<Integer> numbers() {
    return IntStream.range(first(), first() + local()).boxed().toList();
  }

  /** Rows of this worker in a step. */
  public int localRows() {
    return local() * batch;
  }

  /** Rows of all workers in a step, W b. */
  public int globalRows() {
    return logical * batch;
  }
}
