package mclspark.tensor;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The four MoCo + MCL terms and their gradient (spec 1.4); {@code mclspark.loss.MocoMclLoss} states
 * the formulas.
 *
 * <p>Works through the queue in pieces that stay in the cache and never holds more than one
 * exponential a logit: with {@code e = exp(l / T)} the soft terms need {@code e} and the cross
 * entropies {@code e^T}.
 *
 * <p>On a CPU each thread takes a part of the batch ({@code moco.txt}), if that gives the bits of
 * the whole ({@code moco_mcl} in {@code ops.txt}) on this machine, which the first batch tells. The
 * whole serves GPUs, and CPUs where parts do not.
 */
public final class MocoMclKernel {

  /** With fewer rows, or others, a part's products may be rounded otherwise than the whole's. */
  private static final long PART_ROWS = 8;

  private static final class Parts {
    static final ScriptOps SCRIPT = new ScriptOps("moco.txt");
  }

  private final TorchEngine engine;
  private final int batch;
  private final double temperature;
  private final double softTemperature;
  private final int chunk;
  private final Tensor stored;
  private final Tensor scratch;
  private final Tensor scratch2;
  private Optional<Boolean> parted; // empty before the first batch

  /**
   * Allocates the work space: N * N * b * K floats and a little.
   *
   * @param softTemperature T of the two KL terms
   * @param chunk keys of a piece of the queue
   * @param parted false for the whole even where parts would do
   */
  public MocoMclKernel(
      TorchEngine engine,
      int peers,
      int batch,
      long queueSize,
      double temperature,
      double softTemperature,
      int chunk,
      boolean parted) {
    this.engine = engine;
    this.batch = batch;
    this.temperature = temperature;
    this.softTemperature = softTemperature;
    this.chunk = chunk;
    this.parted = parted ? Optional.empty() : Optional.of(false);
    long rows = (long) peers * peers * batch;
    this.stored = engine.zeros(rows * queueSize);
    this.scratch = engine.zeros(rows * chunk);
    this.scratch2 = engine.zeros(rows * chunk);
  }

  /**
   * Computes terms and gradient.
   *
   * @param queries float32 [N, b, D], rows of norm 1
   * @param keys float32 [N, b, D], rows of norm 1
   * @param queue float32 [N, K, D], rows of norm 1
   * @return [4 + b], the terms in the order VCL, softVCL, ICL, softICL and how many negatives beat
   *     each positive of peer 0; the gradient of the terms' sum by the queries [N, b, D]
   */
  public Tensor[] compute(Tensor queries, Tensor keys, Tensor queue) {
    if (parted.isEmpty()) {
      parted = Optional.of(partsEqualWhole(queries, queue));
    }
    return parted.get() ? inParts(queries, keys, queue) : whole(queries, keys, queue);
  }

  /** As {@link #compute}, by one call: what the parts have to equal. */
  Tensor[] whole(Tensor queries, Tensor keys, Tensor queue) {
    Tensor[] results =
        ScriptOps.get()
            .tensors(
                "moco_mcl",
                queries,
                keys,
                queue,
                temperature,
                softTemperature,
                stored,
                scratch,
                scratch2,
                chunk);
    return new Tensor[] {Ops.concatenate(results[0], results[2]), results[1]};
  }

  private Tensor[] inParts(Tensor queries, Tensor keys, Tensor queue) {
    ScriptOps script = Parts.SCRIPT;
    Tensor[] state = script.tensors("moco_begin", queries, keys, temperature, softTemperature);
    pass("moco_sums_", state, queue);
    Tensor[] terms = script.tensors("moco_terms", state, keys, softTemperature);
    pass("moco_gradient_", terms, queue);
    return new Tensor[] {terms[0], script.tensor("moco_end", terms[3], temperature)};
  }

  /** Goes through the queue once. */
  private void pass(String method, Tensor[] state, Tensor queue) {
    ThreadTeam.split(
        queue,
        batch,
        PART_ROWS,
        (first, count) ->
            Parts.SCRIPT.run(
                method,
                state,
                queue,
                softTemperature,
                stored,
                scratch,
                scratch2,
                chunk,
                first,
                count));
  }

  /** Whether products of the shapes that will come have the same bits in parts. */
  private boolean partsEqualWhole(Tensor queries, Tensor queue) {
    if (!queue.onHost() || !isPowerOfProducts(softTemperature)) {
      return false;
    }
    long total = queue.size(1);
    long last = total % chunk;
    return Stream.of(Ops.narrow(queue, 1, 0, chunk), Ops.narrow(queue, 1, total - last, last))
        .filter(piece -> piece.elements() > 0)
        .allMatch(
            piece ->
                Arrays.equals(products(queries, piece, false), products(queries, piece, true)));
  }

  /** Other powers are rounded otherwise at the ends of a vector loop, which parts would move. */
  private static boolean isPowerOfProducts(double exponent) {
    return exponent == 1 || exponent == 2 || exponent == 3;
  }

  /** The logits of a piece of the queue, and a gradient made of them. */
  private float[] products(Tensor queries, Tensor piece, boolean inParts) {
    try (Scope products = Scope.open()) {
      long peers = queries.size(0);
      Tensor logits = engine.zeros(peers, peers, batch, piece.size(1));
      Tensor gradients = engine.zeros(peers, peers, batch, piece.size(2));
      ThreadTeam.Part part =
          (first, count) ->
              Parts.SCRIPT.run("moco_products_", queries, piece, logits, gradients, first, count);
      if (inParts) {
        ThreadTeam.split(piece, batch, PART_ROWS, part);
      } else {
        part.compute(0, batch);
      }
      return concatenated(logits.toFloats(), gradients.toFloats());
    }
  }

  private static float[] concatenated(float[] first, float... second) {
    float[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
