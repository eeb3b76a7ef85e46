package mclspark.loss;

import mclspark.tensor.MocoMclKernel;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * MoCo with Mutual Contrastive Learning over N peers (Yang et al., AAAI 2022; spec 1.4).
 *
 * <p>With {@code L_ab = [<q_a, k_b>, q_a queue_b] / tau}, shape [b, 1 + K], the positive in column
 * 0:
 *
 * <pre>
 * VCL     = sum_i      CE(L_ii, 0)
 * ICL     = sum_{a!=b} CE(L_ab, 0)
 * softVCL = sum_{i!=j} KL_T(L_ii || L_jj)    the teacher, on the right, has no gradient
 * softICL = sum_{a!=b} KL_T(L_ab || L_ba)
 * </pre>
 *
 * <p>The gradient is written by hand: {@code dCE/dL = (softmax(L) - onehot) / b} and {@code
 * dKL_T/dL = T (softmax(L / T) - softmax(L' / T)) / b}. That needs no graph of N^2 matrices of b x
 * K and lets each encoder run backwards by itself from its own gradient.
 */
public final class MocoMclLoss {

  /**
   * The least tau and the least tau times T: below it exp(1 / tau) or exp(1 / (tau T)) summed over
   * a queue would overflow float32.
   */
  public static final double SMALLEST_TEMPERATURE = 0.015;

  /** Logits of a piece of the queue, in floats: the piece and its neighbours stay in the cache. */
  private static final int HOST_PIECE = 1 << 18;

  /** On a device each piece costs some forty launches, so they are few. */
  private static final int DEVICE_PIECE = 1 << 24;

  private final int peers;
  private final int batch;
  private final MocoMclKernel kernel;

  /**
   * Allocates the work space: N * N * b * K floats and a little.
   *
   * @param temperature tau; at least {@link #SMALLEST_TEMPERATURE}
   * @param softTemperature T of the two KL terms; 3 in the paper. {@code tau T} is at least {@link
   *     #SMALLEST_TEMPERATURE} too
   * @throws IllegalArgumentException if they are smaller
   */
  public MocoMclLoss(
      TorchEngine engine,
      int peers,
      int batch,
      long queueSize,
      double temperature,
      double softTemperature) {
    this(
        engine,
        peers,
        batch,
        queueSize,
        temperature,
        softTemperature,
        engine.onHost() ? HOST_PIECE : DEVICE_PIECE,
        true);
  }

  /** The form that GPUs compute, on any device: for who counts its operations. */
  public static MocoMclLoss asOnGpu(
      TorchEngine engine,
      int peers,
      int batch,
      long queueSize,
      double temperature,
      double softTemperature) {
    return new MocoMclLoss(
        engine, peers, batch, queueSize, temperature, softTemperature, DEVICE_PIECE, false);
  }

  /**
   * The same with another number of logits in a piece.
   *
   * @param parted whether threads of a CPU may share the batch
   */
  MocoMclLoss(
      TorchEngine engine,
      int peers,
      int batch,
      long queueSize,
      double temperature,
      double softTemperature,
      int piece,
      boolean parted) {
    if (!(temperature * Math.min(1, softTemperature) >= SMALLEST_TEMPERATURE)) {
      throw new IllegalArgumentException(
          "temperature is %s, soft temperature %s; the first and their product must be >= %s"
              .formatted(temperature, softTemperature, SMALLEST_TEMPERATURE));
    }
    this.peers = peers;
    this.batch = batch;
    long rows = (long) peers * peers * batch;
    int chunk = (int) Math.min(queueSize, Math.max(64, piece / rows));
    this.kernel =
        new MocoMclKernel(
            engine, peers, batch, queueSize, temperature, softTemperature, chunk, parted);
  }

  /**
   * The terms and the gradient of their sum.
   *
   * @param losses the terms as numbers
   * @param gradients by the queries: [N, b, D]
   */
  public record Result(MocoLosses losses, Tensor gradients) {}

  /**
   * Computes terms and gradient.
   *
   * @param queries [N, b, D], rows of norm 1
   * @param keys [N, b, D], row r belongs to row r of the queries
   * @param queue [N, K, D], before this step's update
   */
  public Result compute(Tensor queries, Tensor keys, Tensor queue) {
    Tensor[] results = kernel.compute(queries, keys, queue);
    float[] terms = results[0].toFloats(); // and ranks
    int top1 = 0;
    int top5 = 0;
    for (int row = 0; row < batch; row++) {
      top1 += terms[4 + row] < 1 ? 1 : 0;
      top5 += terms[4 + row] < 5 ? 1 : 0;
    }
    MocoLosses losses =
        new MocoLosses(
            terms[0], terms[1], terms[2], terms[3], (double) top1 / batch, (double) top5 / batch);
    return new Result(losses, results[1]);
  }

  /** Number of peers N. */
  public int peers() {
    return peers;
  }
}
