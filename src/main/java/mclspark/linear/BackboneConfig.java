package mclspark.linear;

import java.io.Serializable;
import java.util.Optional;
import mclspark.model.ModelConfig;
import mclspark.model.Stem;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/**
 * Section {@code model} of fine-tuning: networks that no pre-trained encoder describes. Components:
 * see the annotations.
 */
public record BackboneConfig(
    @Key(
            doc =
                "Architecture, which pretrained=none needs: resnet18, resnet34, resnet50 or a CIFAR"
                    + " ResNet such as resnet8. Pre-trained encoders have their own, and another"
                    + " one is refused.")
        String arch,
    @Key(
            doc =
                "First layers of a torchvision ResNet that has no pre-trained encoder: imagenet"
                    + " (7x7, stride 2, max-pool) or cifar (3x3, stride 1).",
            standard = "imagenet")
        Stem stem)
    implements Serializable {

  /** Adds a problem unless there is such a network. */
  void check(Problems problems) {
    new ModelConfig(arch, stem, false, 128, 1).check(problems);
  }

  /**
   * A sentence if an architecture is given and the encoders have another one.
   *
   * @param encoders of the checkpoint
   * @param where they lie
   */
  Optional<String> problem(ModelConfig encoders, String where) {
    return arch.isEmpty() || arch.equals(encoders.arch())
        ? Optional.empty()
        : Optional.of(
            "model.arch is %s, but the encoders of %s are %s; leave the key out."
                .formatted(arch, where, encoders.arch()));
  }
}
