package mclspark.model.peers;

import java.io.Serializable;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/**
 * Section {@code model} of supervised training: the peer networks and their projection heads (spec
 * 3.4). Components: see the annotations.
 */
public record SupervisedModelConfig(
    @Key(
            doc =
                "Architecture of every peer: a CIFAR ResNet of depth 6n+2 (resnet8, resnet20,"
                    + " resnet32, resnet56, resnet110, ..., but not 50), wrn_16_2, wrn_28_4,"
                    + " wrn_40_2, hcgnet_A1, hcgnet_A2, ShuffleNetV2_05x, ShuffleNetV2_1x; for"
                    + " pictures in folders also resnet18 and resnet34. Case, dots and - for _ do"
                    + " not matter.",
            standard = "resnet32",
            hint = "published runs use resnet32, wrn_16_2 and others")
        String arch,
    @Key(
            doc =
                "Networks that learn together (N): two are separate, any other number shares the"
                    + " first layers.",
            standard = "2",
            range = ">= 1 and <= 16",
            hint = "published runs use 2 and 4")
        int peers,
    @Key(
            doc = "Length of an embedding (D), the output of a projection head.",
            standard = "128",
            range = ">= 2 and <= 8192",
            hint = "published runs use 128")
        int projectionDim)
    implements Serializable {

  /** Writes the architecture as {@link PeerArchitectures} does, if it is one. */
  public SupervisedModelConfig {
    arch = PeerArchitectures.canonical(arch).orElse(arch);
  }

  /** Adds a problem for every rule over several keys of the section that is broken. */
  public void check(Problems problems) {
    PeerArchitectures.check(arch, problems);
  }
}
