package mclspark.bench;

import java.util.Map;
import java.util.Optional;

/**
 * Medians over the pairs.
 *
 * @param engine libtorch's version, device and threads
 * @param options what was measured
 * @param bareMillis the encoders alone
 * @param stepMillis the whole step
 * @param overhead (step - bare) / bare, the median over the pairs
 * @param partMillis the step's other parts, each timed by itself
 * @param calls what a step asks of libtorch
 * @param float32 the whole step in float32, where that is something else
 */
public record StepResult(
    String engine,
    StepBench.Options options,
    double bareMillis,
    double stepMillis,
    double overhead,
    Map<String, Double> partMillis,
    StepCalls calls,
    Optional<Float32> float32) {

  /** A few lines for the console; the last one is {@code overhead N %}, if it can be told. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(engine).append('\n');
    text.append(
        String.format(
            "%s, %d peers, %d px, batch %d, K %d, D %d, %s, %s; median of %d pairs%n",
            options.arch(),
            options.peers(),
            options.size(),
            options.batch(),
            options.queueSize(),
            options.dim(),
            options.channelsLast() ? "channels last" : "channels first",
            options.bf16() ? "bf16" : "float32",
            options.steps()));
    text.append(String.format("encoders alone %.0f ms, step %.0f ms%n", bareMillis, stepMillis));
    partMillis.forEach(
        (part, millis) -> text.append(String.format("  %-22s %6.1f ms%n", part, millis)));
    text.append(calls).append('\n');
    float32.ifPresent(
        other ->
            text.append(
                String.format(
                    "step in float32 %.0f ms, in bf16 %.2f x that%n",
                    other.stepMillis(), other.ratio())));
    return text.append(Timing.sentence(overhead)).toString();
  }

  /**
   * The same step in float32, in turn with the other.
   *
   * @param stepMillis the median
   * @param ratio of the other to it, the median over the pairs
   */
  public record Float32(double stepMillis, double ratio) {}
}
