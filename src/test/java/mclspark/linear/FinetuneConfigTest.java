package mclspark.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mclspark.model.Stem;
import mclspark.run.Configurations;
import mclspark.run.Job;
import mclspark.step.OptimizerConfig;
import mclspark.step.Schedule;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of fine-tuning. */
final class FinetuneConfigTest {

  @Test
  void defaultsAreSwavsRecipe() {
    FinetuneConfig config = Configurations.finetune();
    assertEquals(Job.FINETUNE, config.job());
    assertEquals("all", config.peer());
    assertTrue(config.scratchControl());
    assertEquals(
        new OptimizerConfig(20, 256, 0.01, Schedule.STEP, List.of(12, 16), 0.9, 0, false, 0.2, 0.2),
        config.optimizer());
    assertEquals(new BackboneConfig("", Stem.IMAGENET), config.model());
    assertEquals(Configurations.linear().augmentation(), config.augmentation());
  }

  @Test
  void everyKeyOfItsOwnMaps() {
    FinetuneConfig config =
        Configurations.finetune(
            "pretrained=none",
            "peer=1",
            "model.arch=resnet34",
            "model.stem=cifar",
            "optimizer.factor=0.5",
            "optimizer.head_lr=5",
            "data.crop_size=32");
    assertEquals(new BackboneConfig("resnet34", Stem.CIFAR), config.model());
    assertEquals(0.5, config.optimizer().factor());
    assertEquals(5, config.optimizer().headLr());
    assertEquals(List.of("none", "1"), List.of(config.pretrained(), config.peer()));
    assertEquals(37, config.augmentation().resize());
  }

  @Test
  void bothRatesFallByTheFactor() {
    FinetuneConfig config = Configurations.finetune("optimizer.head_lr=5");
    assertEquals(5, config.headRate(11, 0.01));
    assertEquals(1, config.headRate(12, 0.002), 1e-12);
    assertEquals(0.2, config.headRate(16, 0.0004), 1e-12);
    FinetuneConfig cosine = Configurations.finetune("optimizer.schedule=cosine");
    assertEquals(0.1, cosine.headRate(10, 0.005), 1e-12);
  }

  @Test
  void whatDoesNotFitIsRefusedInWords() {
    assertEquals(
        "command line: pretrained is none, so model.arch must say what is trained (write"
            + " model.arch=resnet18).",
        Configurations.finetuneRefusal("pretrained=none"));
    assertEquals(
        "command line: pretrained is none and scratch_control is false, so there is nothing to"
            + " train; set one of them.",
        Configurations.finetuneRefusal(
            "pretrained=none", "model.arch=resnet18", "scratch_control=false"));
    assertTrue(
        Configurations.finetuneRefusal("pretrained=none", "model.arch=resnet19")
            .startsWith("command line: model.arch is resnet19; CIFAR ResNets have a depth of"));
    assertEquals(
        "command line: data.test is missing; fine-tuning is judged on test pictures (write"
            + " data.test=PATH).",
        Configurations.finetuneRefusal("data.test="));
    assertEquals(
        "command line: optimizer.batch_size is 8 and ranks.logical is 8; batch norm needs at least"
            + " 2 pictures in each logical rank: choose a batch of 16 or more.",
        Configurations.finetuneRefusal("optimizer.batch_size=8"));
    assertEquals(
        "command line: pretrained is empty (write pretrained=PATH, or none).",
        Configurations.finetuneRefusal("pretrained="));
  }

  @Test
  void aLastStepOfOnePictureIsRefused() {
    FinetuneConfig config =
        Configurations.finetune("optimizer.batch_size=32", "ranks.logical=4", "ranks.workers=4");
    assertEquals(List.of(), config.problemsWithData(128));
    assertEquals(
        List.of(
            "optimizer.batch_size is 32, which leaves 1 picture in each logical rank for the last"
                + " step of an epoch of 130; batch norm needs 2: choose another batch size."),
        config.problemsWithData(130));
  }
}
