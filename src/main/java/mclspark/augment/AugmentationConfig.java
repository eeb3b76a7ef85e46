package mclspark.augment;

import java.io.Serializable;
import java.util.List;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/**
 * Section {@code augmentation} of pre-training (spec 1.9): how two views of a picture are drawn.
 * Components: see the annotations.
 */
public record AugmentationConfig(
    @Key(
            doc = "Order and kind of the operations: MoCo v1's or MoCo v2's.",
            standard = "v1",
            hint = "published MCL runs use v1")
        Pipeline pipeline,
    @Key(doc = "Whether v2 blurs half of the crops; v1 never blurs.", standard = "true")
        boolean blur,
    @Key(
            doc =
                "Strengths of brightness, contrast, saturation and hue. An empty list takes the"
                    + " pipeline's own: [0.4, 0.4, 0.4, 0.4] for v1, [0.4, 0.4, 0.4, 0.1] for v2.",
            standard = "[]",
            range = ">= 0 and <= 1")
        List<Double> colorJitter,
    @Key(
            doc = "Smallest part of a picture's area that a crop may have.",
            standard = "0.2",
            range = "> 0 and <= 1",
            hint = "MoCo uses 0.2")
        double minScale)
    implements Serializable {

  private static final List<Double> JITTER_V1 = List.of(0.4, 0.4, 0.4, 0.4);
  private static final List<Double> JITTER_V2 = List.of(0.4, 0.4, 0.4, 0.1);

  /** Copies the list. */
  public AugmentationConfig {
    colorJitter = List.copyOf(colorJitter);
  }

  /** Strengths of brightness, contrast, saturation and hue: those given, or the pipeline's own. */
  public List<Double> jitterStrengths() {
    if (!colorJitter.isEmpty()) {
      return colorJitter;
    }
    return pipeline == Pipeline.V1 ? JITTER_V1 : JITTER_V2;
  }

  /** Whether crops are blurred: v2 with {@code blur}. */
  public boolean blurs() {
    return pipeline == Pipeline.V2 && blur;
  }

  /** Adds a problem for every rule over several keys of the section that is broken. */
  public void check(Problems problems) {
    problems.require(
        colorJitter.isEmpty() || colorJitter.size() == 4,
        "augmentation.color_jitter has %d numbers; it must have four (brightness, contrast,"
                .formatted(colorJitter.size())
            + " saturation, hue) or none.",
        "augmentation.color_jitter");
    problems.require(
        colorJitter.size() != 4 || colorJitter.get(3) <= ColorJitter.STRONGEST_HUE,
        "augmentation.color_jitter has a hue of %s; it must be <= %s, half the colour circle."
            .formatted(
                colorJitter.size() == 4 ? colorJitter.get(3) : "", ColorJitter.STRONGEST_HUE),
        "augmentation.color_jitter");
  }
}
