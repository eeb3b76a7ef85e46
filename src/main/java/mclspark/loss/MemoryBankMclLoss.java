package mclspark.loss;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
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
  private final int rowLength;
  private final ByteBuffer staged; // int64 [largest B * L], outside the heap
  private final Tensor index; // int64 [largest B * L]

  /**
   * Allocates room for the index rows, twice 8 bytes an index.
   *
   * @param positives pictures of the own class in an index row, at least 1; pos_k
   * @param negatives pictures of other classes in an index row; neg_k
   * @param largestBatch B of the largest batch
   */
  public MemoryBankMclLoss(
      TorchEngine engine, MclSettings settings, int positives, int negatives, int largestBatch) {
    if (positives < 1 || negatives < 0) {
      throw new IllegalArgumentException(
          "positives is " + positives + ", it must be >= 1; negatives is " + negatives);
    }
    this.engine = engine;
    this.settings = settings;
    this.positives = positives;
    this.rowLength = 1 + positives + negatives;
    int indices = Math.multiplyExact(largestBatch, rowLength);
    this.staged = ByteBuffer.allocateDirect(Math.multiplyExact(indices, Long.BYTES));
    this.index = engine.longs(new long[indices]);
  }

  /**
   * Computes terms and gradient.
   *
   * @param z float32 [N, B, d], rows of norm 1; B may be smaller than the largest
   * @param rows [B * L], the index rows one after the other
   */
  public MclResult compute(MemoryBank bank, Tensor z, long[] rows) {
    if (rows.length != z.size(1) * rowLength) {
      throw new IllegalArgumentException(
          rows.length + " indices are no rows of " + rowLength + " for " + z);
    }
    bank.requireInside(rows);
    Tensor[] results =
        SupervisedOps.memoryBankMcl(
            bank.entries(),
            z,
            upload(rows),
            positives,
            settings.temperature(),
            settings.softTemperature(),
            settings.weights().toArray(),
            chunk(z));
    return new MclResult(MclTerms.of(results[0].toFloats()), results[1]);
  }

  /** A new tensor a step would leave megabytes outside the heap to the garbage collector. */
  private Tensor upload(long[] rows) {
    staged.order(ByteOrder.nativeOrder()).asLongBuffer().put(rows);
    Tensor target = Ops.rows(index, 0, rows.length);
    try (Scope scope = Scope.open()) {
      ByteBuffer values = staged.slice(0, rows.length * Long.BYTES);
      target.set(new HostTensor(DataType.INT64, new long[] {rows.length}, values));
    }
    return target;
  }

  private int chunk(Tensor z) {
    long rowBytes = z.size(0) * rowLength * z.size(2) * Float.BYTES;
    long budget = engine.onHost() ? HOST_BYTES : DEVICE_BYTES;
    return (int) Math.max(1, Math.min(z.size(1), budget / rowBytes));
  }
}
