package mclspark.linear;

import java.util.OptionalInt;
import mclspark.augment.LinearAugmentationConfig;
import mclspark.run.JobConfig;
import mclspark.schema.Problems;

/** What the configurations of classifiers on encoders have in common, frozen encoders or not. */
public sealed interface ClassifierConfig extends JobConfig permits LinearConfig, FinetuneConfig {

  /** {@link #peer} for all of them. */
  String ALL = "all";

  /** Where the encoders come from. */
  String pretrained();

  /** Which peer's encoder is classified. */
  String peer();

  /** Training crops and validation pictures. */
  LinearAugmentationConfig augmentation();

  /** Whether encoders are trained with their classifiers, or frozen. */
  boolean trainsEncoders();

  /** Whether an encoder with initial weights is classified too, as a control. */
  boolean hasControl();

  /** What the control is called. */
  String controlName();

  /**
   * Learning rate of the classifiers.
   *
   * @param learningRate of the epoch as {@link #optimizer} says
   */
  double headRate(int epoch, double learningRate);

  /** The peer to classify; empty for all. */
  default OptionalInt peerNumber() {
    return peer().equals(ALL) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(peer()));
  }

  /**
   * Adds a problem for every rule that is broken.
   *
   * @param what the job in words
   */
  static void check(ClassifierConfig config, String what, Problems problems) {
    JobConfig.checkShared(config, problems);
    problems.require(
        config.peer().matches(ALL + "|[0-9]{1,4}"),
        "peer is \"%s\"; it must be all or a peer's number, from 0.".formatted(config.peer()),
        "peer");
    problems.require(
        config.data().hasTest(),
        "data.test is missing; %s is judged on test pictures (write data.test=PATH)."
            .formatted(what),
        "data.test");
    int resize = config.augmentation().resize();
    problems.require(
        resize >= config.data().cropSize(),
        "augmentation.resize is %d and data.crop_size is %d; the resized picture must hold the crop"
                .formatted(resize, config.data().cropSize())
            + " (256 and 224 for ImageNet, 32 and 32 for CIFAR).",
        "augmentation.resize",
        "data.crop_size");
  }
}
