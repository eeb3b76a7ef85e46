package mclspark.tensor;

import ai.djl.pytorch.jni.JniUtils;
import com.google.errorprone.annotations.MustBeClosed;

/**
 * Automatic differentiation of this thread. Recording is off unless inside {@link #on}; DJL's
 * GradientCollector is not used because it allows one recording in the whole JVM.
 */
public final class Autograd {

  private Autograd() {}

  /** Restores the mode that was in force before. */
  public interface Mode extends AutoCloseable {
    @Override
    void close();
  }

  /** Records gradients on this thread until closed. */
  @MustBeClosed
  public static Mode on() {
    return enter(true);
  }

  /** Stops recording gradients on this thread until closed. */
  @MustBeClosed
  public static Mode off() {
    return enter(false);
  }

  private static Mode enter(boolean recording) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(recording);
    return () -> JniUtils.setGradMode(before);
  }

  /**
   * Adds the gradient of {@code <output, gradient>} to every parameter that {@code output} was
   * computed from, and frees the graph.
   *
   * @param gradient same shape as {@code output}
   */
  public static void backward(Tensor output, Tensor gradient) {
    if (output.onHost()) {
      ConvolutionPlans.computing(() -> run(output, gradient));
    } else {
      run(output, gradient);
    }
  }

  private static Void run(Tensor output, Tensor gradient) {
    JniUtils.backward(output.array(), gradient.array(), false, false);
    return null;
  }

  /** Adds the gradient of a scalar to every parameter that it was computed from. */
  public static void backward(Tensor loss) {
    backward(loss, ScriptOps.get().tensor("ones_like", loss)); // on the loss's device
  }
}
