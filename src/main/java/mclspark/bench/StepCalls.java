package mclspark.bench;

import mclspark.tensor.TorchEngine;
import mclspark.tensor.profile.OperatorCount;

/**
 * What a training step asks of libtorch.
 *
 * @param scripts calls of its interpreter, each of which crosses from Java to native code
 * @param launches kernels that it is on a GPU, see {@link OperatorCount}; copies between host and
 *     GPU are not among them
 * @param lossLaunches those of the loss, which grow with the batch
 */
public record StepCalls(long scripts, int launches, int lossLaunches) {

  /** A part of the step that a CPU computes in another form: in pieces, by several threads. */
  record Part(Runnable here, Runnable onGpu) {}

  /**
   * Counts.
   *
   * @param step takes its usual way already
   */
  static StepCalls of(TorchEngine engine, int threads, Runnable step, Part loss, Part optimiser) {
    long before = TorchEngine.scriptCalls();
    step.run();
    long scripts = TorchEngine.scriptCalls() - before;
    if (!engine.onHost()) {
      return new StepCalls(scripts, OperatorCount.during(step), OperatorCount.during(loss.here));
    }
    TorchEngine.cpu(1); // the other threads' work would not be counted
    try {
      step.run();
      int all = OperatorCount.during(step);
      int lossOnGpu = OperatorCount.during(loss.onGpu);
      int others = all - OperatorCount.during(loss.here) - OperatorCount.during(optimiser.here);
      return new StepCalls(
          scripts, others + lossOnGpu + OperatorCount.during(optimiser.onGpu), lossOnGpu);
    } finally {
      TorchEngine.cpu(threads);
    }
  }

  @Override
  public String toString() {
    return "a step is %d script calls and some %d kernels on a GPU, %d of them the loss's"
        .formatted(scripts, launches, lossLaunches);
  }
}
