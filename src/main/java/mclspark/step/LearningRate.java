package mclspark.step;

import java.util.List;

/** Learning rate of an epoch, from its number alone, without warm-up (spec 1.6). */
public sealed interface LearningRate {

  /** The schedule that a configuration describes. */
  static LearningRate of(OptimizerConfig config) {
    return config.schedule() == Schedule.COSINE
        ? new Cosine(config.lr(), config.epochs())
        : new Step(config.lr(), config.milestones());
  }

  /** The rate of epoch e, counted from 0. */
  double at(int epoch);

  /** {@code initial * 0.1^(milestones <= e)}. */
  record Step(double initial, List<Integer> milestones) implements LearningRate {
    @Override
    public double at(int epoch) {
      long passed = milestones.stream().filter(milestone -> milestone <= epoch).count();
      return initial * Math.pow(0.1, passed);
    }
  }

  /** {@code initial * (1 + cos(pi e / epochs)) / 2}. */
  record Cosine(double initial, int epochs) implements LearningRate {
    @Override
    public double at(int epoch) {
      return initial * 0.5 * (1 + Math.cos(Math.PI * epoch / epochs));
    }
  }
}
