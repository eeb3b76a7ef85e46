package mclspark.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mclspark.fuzz.Fuzz;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearConfig;
import mclspark.pretrain.PretrainConfig;
import mclspark.supervised.SupervisedConfig;
import org.junit.jupiter.api.Test;

/** Damaged configuration files of every job, and damaged keys on the command line. */
final class ConfigFuzzTest {

  private static byte[] preset(String name) throws IOException {
    return Files.readAllBytes(Path.of(System.getProperty("mcl.home"), "conf/presets", name));
  }

  private static ConfigFile file(byte[] input) {
    return new ConfigFile("x.yaml", new String(input, UTF_8));
  }

  @Test
  void damagedFilesOfPretrainingAreReadOrRefused() throws Exception {
    Fuzz.of("configuration of pretraining", preset("quickstart.yaml"))
        .oneOf(5)
        .allocating(64 << 20)
        .run(
            input -> {
              file(input).job();
              PretrainConfig.reader().read(file(input), List.of());
            });
  }

  @Test
  void damagedFilesOfOtherJobsAreReadOrRefused() throws Exception {
    Fuzz.of("configuration of linear", preset("lincls-quickstart.yaml"))
        .oneOf(5)
        .allocating(64 << 20)
        .run(input -> LinearConfig.reader().read(file(input), List.of()));
    Fuzz.of("configuration of fine-tuning", preset("finetune-quickstart.yaml"))
        .oneOf(5)
        .allocating(64 << 20)
        .run(input -> FinetuneConfig.reader().read(file(input), List.of()));
    Fuzz.of("configuration of peers", preset("cifar100-resnet32-mcl-x2.yaml"))
        .oneOf(5)
        .allocating(64 << 20)
        .run(input -> SupervisedConfig.reader().read(file(input), List.of()));
  }

  @Test
  void damagedOverridesAreReadOrRefused() throws Exception {
    ConfigFile file = new ConfigFile("x.yaml", "{name: n, output: o, data: {train: t}}");
    Fuzz.of(
            "key on the command line",
            "moco.temperature=0.1".getBytes(UTF_8),
            "optimizer.milestones=[1,2]".getBytes(UTF_8),
            "data.train=x".getBytes(UTF_8))
        .oneOf(5)
        .allocating(64 << 20)
        .run(input -> PretrainConfig.reader().read(file, List.of(new String(input, UTF_8))));
  }
}
