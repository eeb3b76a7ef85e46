package mclspark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mclspark.pretrain.PretrainConfig;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code model}. */
final class ModelConfigTest {

  @Test
  void defaults() {
    assertEquals(
        new ModelConfig("resnet50", Stem.IMAGENET, false, 128, 2), Configurations.run().model());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        PretrainConfig::model,
        new ModelConfig("resnet18", Stem.CIFAR, true, 64, 4),
        "model.arch=resnet18",
        "model.stem=cifar",
        "model.mlp_head=true",
        "model.dim=64",
        "model.peers=4");
  }

  @Test
  void cifarStemIsForTorchvision() {
    assertEquals(
        "command line: model.stem is cifar and model.arch is resnet8; only resnet18, resnet34 and"
            + " resnet50 take this stem, so remove model.stem.",
        Configurations.refusal("model.arch=resnet8", "model.stem=cifar"));
  }
}
