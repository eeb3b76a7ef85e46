package mclspark.supervised;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mclspark.augment.SupervisedAugmentationConfig;
import mclspark.dataset.DataFormat;
import mclspark.model.peers.SupervisedModelConfig;
import mclspark.run.Configurations;
import mclspark.run.Job;
import mclspark.step.OptimizerConfig;
import mclspark.step.Schedule;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of supervised training. */
final class SupervisedConfigTest {

  private static final String[] IMAGENET = {
    "data.format=folder", "data.crop_size=224", "model.arch=resnet18", "mcl.negatives=memory-bank"
  };

  @Test
  void defaultsAreTheReferencesForCifar() {
    SupervisedConfig config = Configurations.train();
    assertEquals(Job.TRAIN, config.job());
    assertEquals(0, config.seed());
    assertEquals(new SupervisedAugmentationConfig(4, 0.08, 256), config.augmentation());
    assertEquals(new SupervisedModelConfig("resnet32", 2, 128), config.model());
    assertEquals(
        new OptimizerConfig(
            300, 128, 0.1, Schedule.COSINE, List.of(150, 225), 0.9, 5e-4, true, 0.1, 0.2),
        config.optimizer());
    assertEquals(new PublishedConfig(0, 0, 0, ""), config.published());
    assertEquals(List.of(1, 1), List.of(config.ranks().logical(), config.ranks().workers()));
    assertEquals(DataFormat.CIFAR100, config.data().format());
    assertEquals(32, config.data().cropSize());
    assertEquals(List.of(0.5071, 0.4867, 0.4408), config.data().mean());
    assertEquals(List.of(0.2675, 0.2565, 0.2761), config.data().std());
    assertTrue(config.padsCrops());
  }

  @Test
  void memoryBankFitsAnEntryOfACheckpoint() {
    SupervisedConfig config = Configurations.train("mcl.negatives=memory-bank", "mcl.vcl_weight=1");
    assertEquals(List.of(), config.problemsWithData(4_194_303));
    assertEquals(
        List.of(
            "model.projection_dim is 128; a memory bank of 4194304 pictures takes at most 127:"
                + " choose a smaller one, or mcl.negatives=batch."),
        config.problemsWithData(4_194_304));
  }

  @Test
  void everyKeyMaps() throws Exception {
    SupervisedConfig config =
        Configurations.train(
            "name=m",
            "seed=7",
            "output=r",
            "data.format=folder",
            "augmentation.padding=2",
            "augmentation.min_scale=0.2",
            "augmentation.resize=40",
            "model.arch=wrn_16_2",
            "model.peers=4",
            "model.projection_dim=64",
            "published.accuracy=71.5",
            "published.deviation=0.2",
            "published.epochs=9",
            "published.source=paper");
    SupervisedAugmentationConfig augmentation = new SupervisedAugmentationConfig(2, 0.2, 40);
    SupervisedModelConfig model = new SupervisedModelConfig("wrn_16_2", 4, 64);
    PublishedConfig published = new PublishedConfig(71.5, 0.2, 9, "paper");
    assertEquals(augmentation, config.augmentation());
    assertEquals(model, config.model());
    assertEquals(published, config.published());
    assertEquals(List.of("m", 7L, "r"), List.of(config.name(), config.seed(), config.output()));
    assertFalse(config.padsCrops());
    SupervisedConfig defaults = Configurations.train();
    Configurations.assertNoDefaults(defaults.augmentation(), augmentation);
    Configurations.assertNoDefaults(defaults.model(), model);
    Configurations.assertNoDefaults(defaults.published(), published);
  }

  @Test
  void picturesOfFoldersAreResizedForTheCropUnlessTheUserSaysHow() {
    assertEquals(37, Configurations.train("data.format=folder").augmentation().resize());
    assertEquals(
        256,
        Configurations.train("data.format=folder", "data.crop_size=224").augmentation().resize());
    assertEquals(
        40,
        Configurations.train("data.format=folder", "augmentation.resize=40")
            .augmentation()
            .resize());
    // Not used there, but a part of the identity of all runs that exist.
    assertEquals(256, Configurations.train().augmentation().resize());
  }

  @Test
  void allProblemsAtOnce() {
    String message =
        Configurations.trainRefusal(
            "model.peers=0", "mcl.vcl_weight=-1", "model.arch=resnet33", "mcl.alpha=1");
    assertTrue(message.startsWith("The configuration has 4 problems:"), message);
    assertTrue(
        message.contains(
            "model.peers is 0; it must be >= 1 and <= 16 (published runs use 2 and 4)."),
        message);
    assertTrue(
        message.contains(
            "mcl.vcl_weight is -1; it must be >= 0 and <= 1000000 (MCL uses 0.1, a baseline 0)."),
        message);
    assertTrue(message.contains("the nearest is resnet32."), message);
    assertTrue(message.contains("mcl.alpha is not a known key"), message);
  }

  @Test
  void batchIsSharedEvenly() {
    assertEquals(
        "command line: optimizer.batch_size is 126 and ranks.logical is 4; every logical rank must"
            + " get the same number of pictures: choose a batch of 124 or 128.",
        Configurations.trainRefusal("optimizer.batch_size=126", "ranks.logical=4"));
    assertEquals(
        "command line: optimizer.batch_size is 4 and ranks.logical is 4; batch norm needs at least"
            + " 2 pictures in each logical rank: choose a batch of 8 or more.",
        Configurations.trainRefusal("optimizer.batch_size=4", "ranks.logical=4"));
    assertEquals(32, Configurations.train("ranks.logical=4").picturesPerRank());
  }

  @Test
  void testPicturesAreNeeded() {
    assertEquals(
        "command line: data.test is missing; supervised training is judged on test pictures"
            + " (write data.test=PATH).",
        Configurations.trainRefusal("data.test="));
  }

  @Test
  void networksOfImagenetNeedLargePictures() {
    assertEquals(
        "command line: model.arch is resnet18, which is made for ImageNet's large pictures, not"
            + " CIFAR's; choose resnet20 or resnet32, or data.format=folder.",
        Configurations.trainRefusal("model.arch=resnet18"));
    assertEquals(
        "command line: data.crop_size is 31; resnet18 needs at least 32: choose a larger crop.",
        Configurations.trainRefusal(
            "model.arch=resnet18", "data.format=folder", "data.crop_size=31"));
    assertEquals("resnet18", Configurations.train(IMAGENET).model().arch());
  }

  @Test
  void cropsFitThePictures() {
    assertEquals(
        "command line: data.crop_size is 224; CIFAR pictures are trained on whole, so it must be"
            + " 32.",
        Configurations.trainRefusal("data.crop_size=224"));
    assertEquals(
        "command line: augmentation.resize is 30 and data.crop_size is 32; the resized picture"
            + " must hold the crop (256 and 224 for ImageNet).",
        Configurations.trainRefusal("augmentation.resize=30", "data.format=folder"));
    assertEquals(30, Configurations.train("augmentation.resize=30").augmentation().resize());
  }

  @Test
  void publishedFigureHasASource() {
    assertEquals(
        "command line: published.accuracy is 70.0 without a source; write published.source=TEXT.",
        Configurations.trainRefusal("published.accuracy=70"));
  }

  @Test
  void memoryBankIsAllowedOnCifar() {
    SupervisedConfig config = Configurations.train("mcl.negatives=memory-bank");
    assertEquals(Negatives.MEMORY_BANK, config.mcl().negatives());
    assertTrue(config.padsCrops());
  }

  @Test
  void stepsAreTheReferences() {
    assertEquals(390, Configurations.train().stepsPerEpoch(50_000)); // spec 3.3
    assertEquals(1, Configurations.train().stepsPerEpoch(128));
    SupervisedConfig shuffled = Configurations.train(IMAGENET);
    assertEquals(391, shuffled.stepsPerEpoch(50_000)); // spec 4.1: the last batch is kept
    assertEquals(390, shuffled.stepsPerEpoch(49_920));
  }

  @Test
  void identityIsWhatChangesTheNumbers() {
    SupervisedConfig config = Configurations.train();
    SupervisedConfig renamed =
        Configurations.train("name=m", "output=r", "published.accuracy=70", "published.source=s");
    assertEquals(config.hash(), renamed.hash());
    SupervisedConfig other = Configurations.train("model.peers=4", "optimizer.nesterov=false");
    assertNotEquals(config.hash(), other.hash());
    assertEquals(
        List.of("model.peers was 2, is 4", "optimizer.nesterov was true, is false"),
        other.differences(config));
  }

  @Test
  void treeGivesTheSameConfiguration() {
    SupervisedConfig config =
        Configurations.train("model.arch=WRN-16-2", "mcl.negatives=memory-bank");
    assertEquals(config, SupervisedConfig.reader().read("manifest", config.tree()).config());
  }

  @Test
  void wrongJobNamesTheRightCommand() {
    assertEquals(
        "command line: job is linear, but this command runs train; use `mcl linear`.",
        Configurations.trainRefusal("job=linear"));
  }
}
