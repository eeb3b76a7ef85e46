package mclspark.step;

import java.io.Serializable;
import java.util.List;
import mclspark.schema.Key;
import mclspark.schema.Problems;
import mclspark.schema.Words;

/**
 * Section {@code optimizer}: SGD with momentum, and how long (spec 0, 1.6, 3.6). Components: see
 * the annotations.
 */
public record OptimizerConfig(
    @Key(
            doc = "Passes over the training pictures.",
            standard = "200",
            range = ">= 1 and <= 100000",
            unit = "epochs")
        int epochs,
    @Key(
            doc = "Pictures per step over all logical ranks together.",
            standard = "256",
            range = ">= 1 and <= 1048576",
            unit = "pictures",
            hint = "published runs use 256, on CIFAR 128")
        int batchSize,
    @Key(
            doc = "Initial learning rate; not scaled with the batch size.",
            standard = "0.03",
            range = "> 0 and <= 1e38",
            hint = "MoCo uses 0.03, its linear classification 30, supervised runs 0.1")
        double lr,
    @Key(
            doc =
                "Course of the learning rate: at milestones times 0.1, or the factor where there is"
                    + " one, or half a cosine.",
            standard = "step")
        Schedule schedule,
    @Key(
            doc =
                "Epochs, from 0, at which the step schedule lowers the rate. A cosine ignores"
                    + " them.",
            standard = "[120, 160]",
            range = ">= 1",
            unit = "epochs")
        List<Integer> milestones,
    @Key(
            doc = "Momentum of SGD, without dampening.",
            standard = "0.9",
            range = ">= 0 and < 1",
            hint = "published runs use 0.9")
        double momentum,
    @Key(
            doc = "Weight decay of every trained parameter.",
            standard = "0.0001",
            range = ">= 0 and <= 1e38",
            hint = "MoCo uses 0.0001, its linear classification 0, CIFAR 0.0005")
        double weightDecay,
    @Key(doc = "Whether the momentum is Nesterov's.", standard = "false") boolean nesterov,
    @Key(
            doc = "What the step schedule multiplies the rates by at each milestone.",
            standard = "0.1",
            range = "> 0 and <= 1",
            hint = "SwAV's fine-tuning uses 0.2")
        double factor,
    @Key(
            doc =
                "Initial learning rate of the classifiers, which start from nothing; lr is that of"
                    + " the encoders. Both have the same course.",
            standard = "0.2",
            range = "> 0 and <= 1e38",
            hint = "SwAV's fine-tuning uses 0.2 for 10 % of ImageNet's labels, 5 for 1 %")
        double headLr,
    @Key(
            doc =
                "Epochs over which the rate rises in each step, in a straight line from 0 to that"
                    + " of the schedule. 1 where pretrained gives whole networks, whose momentum is"
                    + " fresh; else 0.",
            standard = "0",
            range = ">= 0 and <= 1000",
            unit = "epochs",
            omittedByDefault = true)
        int warmupEpochs)
    implements Serializable {

  /** Without warm-up. */
  public OptimizerConfig(
      int epochs,
      int batchSize,
      double lr,
      Schedule schedule,
      List<Integer> milestones,
      double momentum,
      double weightDecay,
      boolean nesterov,
      double factor,
      double headLr) {
    this(
        epochs,
        batchSize,
        lr,
        schedule,
        milestones,
        momentum,
        weightDecay,
        nesterov,
        factor,
        headLr,
        0);
  }

  /** Copies the list. */
  public OptimizerConfig {
    milestones = List.copyOf(milestones);
  }

  /** Adds a problem for every rule over several keys of the section that is broken. */
  public void check(Problems problems) {
    boolean ascending = true;
    for (int i = 1; i < milestones.size(); i++) {
      ascending &= milestones.get(i - 1) < milestones.get(i);
    }
    problems.require(
        ascending,
        "optimizer.milestones is %s; the epochs must ascend, each only once."
            .formatted(Words.of(milestones)),
        "optimizer.milestones");
  }
}
