package mclspark.loss;

import java.util.ArrayList;
import java.util.List;
import mclspark.tensor.SupervisedOps;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * The losses on class logits (spec 3.5, 4.4).
 *
 * <pre>
 * cls = sum_i CE(logits_i, y)
 * kd  = sum over taught nets of KL_T(logits_i || mean_j logits_j)
 * </pre>
 *
 * <p>Both have weight 1. {@link Distillation} says who is taught. The gradient is written by hand:
 * {@code (softmax(l) - onehot) / B} and {@code T (softmax(l / T) - softmax(mean / T)) / B}.
 */
public final class LogitLosses {

  private final TorchEngine engine;
  private final double softTemperature;
  private final Distillation distillation;

  /**
   * A loss on the engine's device; holds no memory.
   *
   * @param softTemperature T of the distillation; 3 in the paper
   */
  public LogitLosses(TorchEngine engine, double softTemperature, Distillation distillation) {
    if (!(softTemperature > 0)) {
      throw new IllegalArgumentException(
          "soft temperature is " + softTemperature + "; it must be > 0");
    }
    this.engine = engine;
    this.softTemperature = softTemperature;
    this.distillation = distillation;
  }

  /**
   * Computes values, hits and gradient.
   *
   * @param logits float32 [N, B, C]
   * @param labels [B]
   * @throws mclspark.UserError if a label is not in 0 .. C - 1
   */
  public LogitResult compute(Tensor logits, long[] labels) {
    int nets = (int) logits.size(0);
    if (labels.length != logits.size(1)) {
      throw new IllegalArgumentException(labels.length + " labels do not belong to " + logits);
    }
    Labels.check(labels, logits.size(2));
    Tensor[] results =
        SupervisedOps.logitLosses(
            logits,
            engine.longs(labels),
            softTemperature,
            distillation != Distillation.NONE,
            distillation.firstTaught(nets),
            distillation == Distillation.ATTACHED_TEACHER);
    float[] values = results[0].toFloats();
    long[] hits = results[2].toLongs();
    List<Integer> correct = new ArrayList<>();
    for (int net = 0; net < nets; net++) {
      correct.add((int) hits[net]);
    }
    return new LogitResult(values[0], values[1], correct, (int) hits[nets], results[1]);
  }
}
