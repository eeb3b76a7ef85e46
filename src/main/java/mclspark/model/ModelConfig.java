package mclspark.model;

import java.io.Serializable;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/** Section {@code model}: the peer networks. Components: see the annotations. */
public record ModelConfig(
    @Key(
            doc =
                "Architecture of every peer: a torchvision ResNet (resnet18, resnet34, resnet50) or"
                    + " a CIFAR ResNet of depth 6n+2 (resnet8, resnet14, resnet20, resnet32, ...).",
            standard = "resnet50",
            hint = "published MCL runs use resnet18")
        String arch,
    @Key(
            doc =
                "First layers of a torchvision ResNet: imagenet (7x7, stride 2, max-pool) or cifar"
                    + " (3x3, stride 1). CIFAR ResNets have their own and leave this at imagenet.",
            standard = "imagenet")
        Stem stem,
    @Key(doc = "Whether the projection has a hidden layer, as in MoCo v2.", standard = "false")
        boolean mlpHead,
    @Key(
            doc = "Length of an embedding (D).",
            standard = "128",
            range = ">= 2 and <= 65536",
            hint = "MoCo uses 128")
        int dim,
    @Key(
            doc = "Networks that learn together (N); 1 is plain MoCo.",
            standard = "2",
            range = ">= 1 and <= 16",
            hint = "published runs use 1 and 2")
        int peers)
    implements Serializable {

  /** Adds a problem for every rule over several keys of the section that is broken. */
  public void check(Problems problems) {
    Architectures.check(arch, problems);
    problems.require(
        stem == Stem.IMAGENET || Architectures.isTorchvision(arch),
        "model.stem is cifar and model.arch is %s; only resnet18, resnet34 and resnet50 take this"
                .formatted(arch)
            + " stem, so remove model.stem.",
        "model.stem",
        "model.arch");
  }
}
