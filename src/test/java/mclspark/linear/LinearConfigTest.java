package mclspark.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import mclspark.augment.LinearAugmentationConfig;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.Configurations;
import mclspark.run.Job;
import mclspark.step.OptimizerConfig;
import mclspark.step.Schedule;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of linear classification. */
final class LinearConfigTest {

  private static final String[] EVERY_KEY = {
    "name=m",
    "seed=7",
    "output=r",
    "pretrained=q",
    "peer=1",
    "untrained_control=false",
    "data.crop_size=32",
    "augmentation.min_scale=0.2",
    "augmentation.resize=40",
    "optimizer.epochs=3",
    "optimizer.batch_size=64",
    "optimizer.lr=10",
    "optimizer.schedule=cosine",
    "optimizer.milestones=[2]",
    "optimizer.momentum=0",
    "optimizer.weight_decay=0.1"
  };

  @Test
  void defaults() {
    LinearConfig config = Configurations.linear();
    assertEquals(Job.LINEAR, config.job());
    assertEquals(0, config.seed());
    assertEquals("all", config.peer());
    assertTrue(config.untrainedControl());
    assertEquals(new LinearAugmentationConfig(0.08, 256), config.augmentation());
    assertEquals(
        new OptimizerConfig(100, 256, 30, Schedule.STEP, List.of(60, 80), 0.9, 0, false, 0.1, 0.2),
        config.optimizer());
  }

  @Test
  void sharedSectionsHaveTheDefaultsOfPretraining() {
    PretrainConfig run = Configurations.run("data.test=v");
    LinearConfig linear = Configurations.linear();
    assertEquals(run.data(), linear.data());
    assertEquals(run.ranks(), linear.ranks());
    assertEquals(run.checkpoint(), linear.checkpoint());
    assertEquals(run.collective(), linear.collective());
    assertEquals(run.log(), linear.log());
    assertEquals(run.restart(), linear.restart());
  }

  @Test
  void everyKeyMaps() throws Exception {
    LinearConfig config = Configurations.linear(EVERY_KEY);
    LinearAugmentationConfig augmentation = new LinearAugmentationConfig(0.2, 40);
    OptimizerConfig optimizer =
        new OptimizerConfig(3, 64, 10, Schedule.COSINE, List.of(2), 0, 0.1, false, 0.1, 0.2);
    assertEquals(augmentation, config.augmentation());
    assertEquals(optimizer, config.optimizer());
    assertEquals(
        List.of("m", 7L, "r", "q", "1", false),
        List.of(
            config.name(),
            config.seed(),
            config.output(),
            config.pretrained(),
            config.peer(),
            config.untrainedControl()));
    Configurations.assertNoDefaults(Configurations.linear().augmentation(), augmentation);
    Configurations.assertNoDefaults(
        Configurations.linear().optimizer(),
        optimizer,
        "nesterov",
        "factor",
        "headLr",
        "warmupEpochs");
  }

  @Test
  void peerIsANumberOrAll() {
    assertEquals(OptionalInt.empty(), Configurations.linear().peerNumber());
    assertEquals(OptionalInt.of(1), Configurations.linear("peer=1").peerNumber());
    assertEquals(
        "command line: peer is \"first\"; it must be all or a peer's number, from 0.",
        Configurations.linearRefusal("peer=first"));
  }

  @Test
  void testPicturesAreNeeded() {
    assertEquals(
        "command line: data.test is missing; linear classification is judged on test pictures"
            + " (write data.test=PATH).",
        Configurations.linearRefusal("data.test="));
  }

  private static int resize(String... overrides) {
    return Configurations.linear(overrides).augmentation().resize();
  }

  @Test
  void picturesAreResizedForTheCropUnlessTheUserSaysHow() {
    assertEquals(37, resize("data.crop_size=32"));
    assertEquals(32, resize("data.crop_size=32", "data.format=cifar10"));
    assertEquals(585, resize("data.crop_size=512"));
    assertEquals(256, resize("data.crop_size=32", "augmentation.resize=256"));
  }

  @Test
  void aDerivedValueIsPartOfTheIdentityAsAGivenOneIs() {
    LinearConfig derived = Configurations.linear("data.crop_size=32");
    LinearConfig given = Configurations.linear("data.crop_size=32", "augmentation.resize=37");
    assertEquals(given.hash(), derived.hash());
    assertEquals(given.tree(), derived.tree());
    assertEquals(
        List.of("augmentation.resize was 256, is 37"),
        derived.differences(Configurations.linear("data.crop_size=32", "augmentation.resize=256")));
  }

  @Test
  void resizedPictureHoldsTheCrop() {
    assertEquals(
        "command line: augmentation.resize is 200 and data.crop_size is 224; the resized picture"
            + " must hold the crop (256 and 224 for ImageNet, 32 and 32 for CIFAR).",
        Configurations.linearRefusal("augmentation.resize=200"));
  }

  @Test
  void wrongJobNamesTheRightCommand() {
    assertEquals(
        "command line: job is pretrain, but this command runs linear; use `mcl pretrain`.",
        Configurations.linearRefusal("job=pretrain"));
  }

  @Test
  void differencesNameOldAndNewValue() {
    assertEquals(
        List.of("peer was all, is \"1\"", "optimizer.lr was 30, is 10"),
        Configurations.linear("peer=1", "optimizer.lr=10", "log.every_steps=1")
            .differences(Configurations.linear()));
  }
}
