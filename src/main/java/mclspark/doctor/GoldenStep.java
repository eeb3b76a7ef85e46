package mclspark.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mclspark.model.ModelConfig;
import mclspark.model.Stem;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;

/**
 * Two small training steps whose losses are known: the second one is wrong, too, if the first has
 * wrong gradients or updates.
 */
final class GoldenStep {

  /** ResNet-18 has every kind of convolution that usual encoders have. */
  private static final TrialSteps.Shape SHAPE =
      new TrialSteps.Shape(
          new ModelConfig("resnet18", Stem.IMAGENET, false, 64, 2), 256, 64, 8, true);

  /**
   * Losses of the two steps. Kernels for AVX-512 (2 threads), AVX2 and older processors agree to
   * 1e-6; those for AVX-512 in 1 thread are 9e-5 off in the second.
   */
  static final List<Double> LOSSES = List.of(25.12300, 24.13810);

  /** Processors differ by rounding alone. */
  private static final double CPU_TOLERANCE = 1e-3;

  /** Convolutions on GPUs take inputs of ten bits (TF32). */
  private static final double GPU_TOLERANCE = 1e-2;

  private GoldenStep() {}

  /** Computes the losses on a device, in this thread. */
  static List<Double> losses(TorchEngine engine) {
    try (Scope scope = Scope.open();
        TrialSteps steps = new TrialSteps(engine, SHAPE)) {
      List<Double> losses = new ArrayList<>();
      for (int i = 0; i < LOSSES.size(); i++) {
        losses.add(steps.step().total());
      }
      return losses;
    }
  }

  /** Compares a device's losses with the known ones. */
  static Answer answer(boolean gpu, List<Double> losses, double seconds) {
    double worst = 0;
    for (int i = 0; i < LOSSES.size(); i++) {
      double off = Math.abs(losses.get(i) - LOSSES.get(i)) / LOSSES.get(i);
      worst = Double.isFinite(off) ? Math.max(worst, off) : Double.POSITIVE_INFINITY;
    }
    double tolerance = gpu ? GPU_TOLERANCE : CPU_TOLERANCE;
    String sentence =
        String.format(
            Locale.ROOT,
            "Losses of two steps %s, known %s: off by %.0e, at most %.0e is right; %.1f s.",
            shown(losses),
            shown(LOSSES),
            worst,
            tolerance,
            seconds);
    return worst <= tolerance
        ? Answer.ok(sentence)
        : Answer.problem(
            sentence
                + (gpu
                    ? " This GPU computes wrong numbers: look at driver, cuDNN and its memory"
                        + " (nvidia-smi -q -d ECC)."
                    : " This processor's kernels compute wrong numbers: try ONEDNN_MAX_CPU_ISA=AVX2"
                        + " and ATEN_CPU_CAPABILITY=avx2, and tell the project."));
  }

  private static String shown(List<Double> losses) {
    return losses.stream()
        .map(loss -> String.format(Locale.ROOT, "%.4f", loss))
        .reduce((a, b) -> a + " and " + b)
        .orElse("");
  }
}
