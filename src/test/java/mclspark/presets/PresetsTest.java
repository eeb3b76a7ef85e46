package mclspark.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mclspark.UserError;
import mclspark.augment.LinearAugmentationConfig;
import mclspark.augment.Pipeline;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearConfig;
import mclspark.model.ModelConfig;
import mclspark.model.Stem;
import mclspark.pretrain.MocoConfig;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.ConfigFile;
import mclspark.run.JobConfig;
import mclspark.step.OptimizerConfig;
import mclspark.step.Schedule;
import mclspark.supervised.SupervisedConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The presets that are shipped, and finding them. */
final class PresetsTest {

  private final Presets presets = new Presets(Path.of(System.getProperty("mcl.home", "")));

  private PretrainConfig run(String name) {
    return PretrainConfig.reader().read(presets.read(name), List.of()).config();
  }

  private LinearConfig linear(String name) {
    return LinearConfig.reader().read(presets.read(name), List.of()).config();
  }

  private FinetuneConfig finetune(String name) {
    return FinetuneConfig.reader().read(presets.read(name), List.of()).config();
  }

  private SupervisedConfig train(String name) {
    return SupervisedConfig.reader().read(presets.read(name), List.of()).config();
  }

  @Test
  void allAreValidAndNamedAsTheirFile() {
    assertTrue(presets.names().size() >= 7, presets.names().toString());
    for (String name : presets.names()) {
      JobConfig config =
          switch (presets.read(name).job()) {
            case PRETRAIN -> run(name);
            case LINEAR -> linear(name);
            case FINETUNE -> finetune(name);
            case TRAIN -> train(name);
          };
      assertEquals(name, config.name());
      assertEquals("runs/" + name, config.output());
      assertFalse(presets.description(name).isBlank(), name);
    }
  }

  @Test
  void publishedPretrainingIsTheSpecs() {
    PretrainConfig x2 = run("moco-resnet18-mcl-x2");
    assertEquals(new ModelConfig("resnet18", Stem.IMAGENET, false, 128, 2), x2.model());
    assertEquals(new MocoConfig(65536, 0.999, 0.07, 3, true), x2.moco());
    assertEquals(
        new OptimizerConfig(
            200, 256, 0.03, Schedule.STEP, List.of(120, 160), 0.9, 1e-4, false, 0.1, 0.2),
        x2.optimizer());
    assertEquals(8, x2.ranks().logical());
    assertEquals(Pipeline.V1, x2.augmentation().pipeline());
    assertEquals(224, x2.data().cropSize());
    assertEquals(List.of("model.peers was 2, is 1"), run("moco-resnet18-baseline").differences(x2));
  }

  @Test
  void publishedLinearClassificationIsTheSpecs() {
    LinearConfig linear = linear("lincls-resnet18");
    assertEquals(
        new OptimizerConfig(100, 256, 30, Schedule.STEP, List.of(60, 80), 0.9, 0, false, 0.1, 0.2),
        linear.optimizer());
    assertEquals(new LinearAugmentationConfig(0.08, 256), linear.augmentation());
    assertEquals(run("moco-resnet18-mcl-x2").output(), linear.pretrained());
  }

  @Test
  void smallLinearPresetsFollowTheirPretraining() {
    assertEquals(run("quickstart").output(), linear("lincls-quickstart").pretrained());
    assertEquals(run("quickstart").data().train(), linear("lincls-quickstart").data().train());
    assertEquals(run("cifar100-moco-mcl-x2").output(), linear("lincls-cifar100").pretrained());
    assertEquals(
        run("cifar100-moco-mcl-x2").data().train(), linear("lincls-cifar100").data().train());
  }

  @Test
  void unknownPresetGivesSimilarNamesAndTheList(@TempDir Path home) throws Exception {
    Files.createDirectories(home.resolve("conf/presets"));
    Files.writeString(home.resolve("conf/presets/quickstart.yaml"), "# Quick.\njob: pretrain\n");
    Files.writeString(home.resolve("conf/presets/slow.yaml"), "job: linear");
    Files.writeString(home.resolve("conf/presets/notes.txt"), "");
    Presets two = new Presets(home);
    assertEquals(
        "There is no preset quikstart; did you mean quickstart? The presets are quickstart, slow.",
        assertThrows(UserError.class, () -> two.read("quikstart")).getMessage());
    assertEquals(
        "There is no preset zebra. The presets are quickstart, slow.",
        assertThrows(UserError.class, () -> two.read("zebra")).getMessage());
    assertEquals("Quick.", two.description("quickstart"));
    assertEquals("", two.description("slow"));
  }

  /** As where spark-submit gets our jar alone. */
  @Test
  void homeWithoutPresetsHasThoseOfTheBuild(@TempDir Path home) {
    assertEquals(presets.names(), new Presets(home).names());
    assertEquals(presets.read("quickstart"), new Presets(home).read("quickstart"));
  }

  @Test
  void missingAndUnreadableFiles(@TempDir Path home) throws Exception {
    assertEquals(
        "The configuration file x.yaml does not exist.",
        assertThrows(UserError.class, () -> ConfigFile.read("x.yaml", home.resolve("x.yaml")))
            .getMessage());
    Path binary = Files.write(home.resolve("b"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertTrue(
        assertThrows(UserError.class, () -> ConfigFile.read("b", binary))
            .getMessage()
            .startsWith("The configuration file b cannot be read as UTF-8 text: "));
    assertEquals(
        "x: job is \"pretrian\"; it must be pretrain, linear, finetune or train.",
        assertThrows(UserError.class, () -> new ConfigFile("x", "job: pretrian").job())
            .getMessage());
  }
}
