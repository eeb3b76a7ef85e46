package mclspark.loss;

import mclspark.tensor.SupervisedOps;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Mutual Contrastive Learning against a memory bank, for ImageNet (spec 4.3).
 *
 * <p>Row r of a batch has an index row {@code I_r} of {@code L = 1 + positives + negatives}
 * pictures, its own first. With {@code M_ab(r, t) = <memory_a[I_r(t)], z_b(r)> / tau} and {@code
 * C_p(M) = mean_r mean_{t<p} (logsumexp M_r - M_rt)}:
 *
 * <pre>
 * ICL     = sum_{a!=b} C_{1+positives}(M_ab)
 * softICL = sum_{a!=b} KL_T(M_ab || M_ba)    the teacher, on the right, has no gradient
 * VCL     = sum_i      C_positives(M_ii without its first column)
 * softVCL = sum_{i!=j} KL_T(M_ii || M_jj)    without their first columns
 * </pre>
 *
 * <p>All terms are sums over rows, so the bank's entries are gathered for a few rows at a time and
 * terms and gradient of these rows are finished before the next ones: memory does not grow with B.
 * The bank is not changed; update it afterwards.
 */
public final class MemoryBankMclLoss {

  /** What the entries gathered at a time may take: about a core's share of the last-level cache. */
  private static final long HOST_BYTES = 16L << 20;

  /** The same for a GPU, which wants large pieces of work. */
  private static final long DEVICE_BYTES = 256L << 20;

  private final TorchEngine engine;
  private final MclSettings settings;
  private final int positives;

  /**
   * A loss on the engine's device; holds no memory.
   *
   * @param positives pictures of the own class in an index row, at least 1; pos_k
   */
  public MemoryBankMclLoss(TorchEngine engine, MclSettings settings, int positives) {
    if (positives < 1) {
      throw new IllegalArgumentException("positives is " + positives + "; it must be >= 1");
    }
    this.engine = engine;
    this.settings = settings;
    this.positives = positives;
  }

  /**
   * Computes terms and gradient.
   *
   * @param z float32 [N, B, d], rows of norm 1
   * @param rows [B * L], the index rows one after the other
   */
  public MclResult compute(MemoryBank bank, Tensor z, long[] rows) {
    long batch = z.size(1);
    if (rows.length % batch != 0 || rows.length / batch < 1 + positives) {
      throw new IllegalArgumentException(
          rows.length + " indices are no index rows for " + z + " and positives " + positives);
    }
    bank.requireInside(rows);
    Tensor[] results =
        SupervisedOps.memoryBankMcl(
            bank.entries(),
            z,
            engine.longs(rows),
            positives,
            settings.temperature(),
            settings.softTemperature(),
            settings.weights().toArray(),
            chunk(z, rows.length / batch));
    return new MclResult(MclTerms.of(results[0].toFloats()), results[1]);
  }

  private int chunk(Tensor z, long length) {
    long rowBytes = z.size(0) * length * z.size(2) * Float.BYTES;
    long budget = engine.onHost() ? HOST_BYTES : DEVICE_BYTES;
    return (int) Math.max(1, Math.min(z.size(1), budget / rowBytes));
  }
}
