package mclspark.model;

import java.util.Arrays;
import mclspark.random.CounterRandom;

/** Starting values of a parameter (spec 5.1). */
public interface Initializer {

  /** Batch-norm scale and running variance. */
  Initializer ONES = (random, values) -> Arrays.fill(values, 1);

  /** Batch-norm shift, running mean, zero biases. */
  Initializer ZEROS = (random, values) -> Arrays.fill(values, 0);

  /** Fills the values of one parameter, row-major. */
  void fill(CounterRandom random, float[] values);

  /** KO: Normal(0, 2 / fan_out), fan_out = out channels times kernel area (He et al. 2015). */
  static Initializer kaimingFanOut(long[] shape) {
    double deviation = Math.sqrt(2.0 / (shape[0] * shape[2] * shape[3]));
    return normal(deviation);
  }

  /** Normal(0, deviation^2). */
  static Initializer normal(double deviation) {
    return (random, values) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    };
  }

  /** DEF for a convolution: {@link #uniformFanIn} of what one output sums up. */
  static Initializer uniformFanIn(long[] shape) {
    return uniformFanIn(shape[1] * shape[2] * shape[3]);
  }

  /** DEF, PyTorch's default: uniform in +-1 / sqrt(fanIn), for a weight and its bias alike. */
  static Initializer uniformFanIn(long fanIn) {
    double bound = 1 / Math.sqrt(fanIn);
    return (random, values) -> {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.uniform(-bound, bound);
      }
    };
  }
}
