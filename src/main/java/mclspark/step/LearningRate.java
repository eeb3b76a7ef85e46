package mclspark.step;

import java.util.List;

/** Learning rate of an epoch, from its number alone but for a warm-up (spec 1.6). */
public sealed interface LearningRate {

  /** The schedule that a configuration describes. */
  static LearningRate of(OptimizerConfig config) {
    return from(config.lr(), config);
  }

  /** That of classifiers which have a rate of their own. */
  static LearningRate ofHead(OptimizerConfig config) {
    return from(config.headLr(), config);
  }

  private static LearningRate from(double initial, OptimizerConfig config) {
    LearningRate course =
        config.schedule() == Schedule.COSINE
            ? new Cosine(initial, config.epochs())
            : new Step(initial, config.milestones(), config.factor());
    return config.warmupEpochs() == 0 ? course : new WarmUp(course, config.warmupEpochs());
  }

  /** The rate of epoch e, counted from 0. */
  double at(int epoch);

  /**
   * The rate of a step.
   *
   * @param done share of the epoch that is done with it, > 0 and <= 1
   */
  default double at(int epoch, double done) {
    return at(epoch);
  }

  /** A rise from 0 to the course in a straight line, over the first epochs. */
  record WarmUp(LearningRate course, int epochs) implements LearningRate {
    /** At the epoch's end. */
    @Override
    public double at(int epoch) {
      return at(epoch, 1);
    }

    @Override
    public double at(int epoch, double done) {
      return course.at(epoch) * Math.min(1, (epoch + done) / epochs);
    }
  }

  /**
   * {@code initial * factor^(milestones <= e)}; the factor is 0.1 (spec 1.6) but in fine-tuning.
   */
  record Step(double initial, List<Integer> milestones, double factor) implements LearningRate {
    @Override
    public double at(int epoch) {
      long passed = milestones.stream().filter(milestone -> milestone <= epoch).count();
      return initial * Math.pow(factor, passed);
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
