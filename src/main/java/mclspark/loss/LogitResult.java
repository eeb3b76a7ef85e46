package mclspark.loss;

import java.util.List;
import mclspark.tensor.Tensor;

/**
 * What {@link LogitLosses} yields.
 *
 * @param cls cross entropy, summed over nets, a mean over rows
 * @param kd distillation, summed over the taught nets, a mean over rows; 0 without distillation
 * @param correct rows whose largest logit is the label, for each net
 * @param ensembleCorrect the same for the mean of the nets' logits
 * @param gradient of {@code cls + kd} by the logits: float32 [N, B, C]
 */
public record LogitResult(
    double cls, double kd, List<Integer> correct, int ensembleCorrect, Tensor gradient) {

  /** Copies the list. */
  public LogitResult {
    correct = List.copyOf(correct);
  }
}
