package mclspark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mclspark.linear.LinearConfig;
import mclspark.pretrain.PretrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading and every sentence about a file or an override that cannot be used. */
final class ConfigReaderTest {

  private static final String REQUIRED = "{name: n, output: o, data: {train: t}, ";

  @Test
  void laterValuesWinAndSourcesAreKept() {
    ConfigFile file =
        new ConfigFile("conf/x.yaml", REQUIRED + "moco: {temperature: 0.2, momentum: 0.9}}");
    Resolved<PretrainConfig> resolved =
        PretrainConfig.reader().read(file, List.of("moco.temperature=0.3", "moco.temperature=0.4"));
    assertEquals(0.4, resolved.config().moco().temperature());
    assertEquals(0.9, resolved.config().moco().momentum());
    assertEquals("command line", resolved.sources().get("moco.temperature"));
    assertEquals("conf/x.yaml", resolved.sources().get("moco.momentum"));
    assertEquals(null, resolved.sources().get("moco.queue_size"));
  }

  @Test
  void wrongOverriddenValueOfAFileDoesNoHarm() {
    ConfigFile file = new ConfigFile("conf/x.yaml", REQUIRED + "moco: {temperature: hot}}");
    assertEquals(
        0.1,
        PretrainConfig.reader()
            .read(file, List.of("moco.temperature=0.1"))
            .config()
            .moco()
            .temperature());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "moco: {temperature: -0.1}"
            + "|moco.temperature is -0.1; it must be >= 0.015 and <= 1000 (MoCo uses 0.07).",
        "moco: {temperature: warm}|moco.temperature is \"warm\"; it must be a number >= 0.015 and"
            + " <= 1000 (MoCo uses 0.07).",
        "moco: {temperature: [1]}|moco.temperature is [1]; it must be a number >= 0.015 and <= 1000"
            + " (MoCo uses 0.07).",
        "moco: {temperature: {a: 1}}|moco.temperature is a section; it must be a number >= 0.015"
            + " and <= 1000 (MoCo uses 0.07).",
        "moco: {temperature: }|moco.temperature is empty; it must be a number >= 0.015 and <= 1000"
            + " (MoCo uses 0.07).",
        "moco: {temperature: Infinity}|moco.temperature is \"Infinity\"; it must be a number >="
            + " 0.015 and <= 1000 (MoCo uses 0.07).",
        "moco: {temperature: 1e999}|moco.temperature is \"Infinity\"; it must be a number >= 0.015"
            + " and <= 1000 (MoCo uses 0.07).",
        "moco: {shuffle: yes}|moco.shuffle is \"yes\"; it must be true or false.",
        "moco: {queue_size: 512.5}"
            + "|moco.queue_size is 512.5; it must be a whole number >= 1 and <= 16777216 (MoCo uses"
            + " 65536).",
        "log: {every_steps: 99999999999}"
            + "|log.every_steps is 99999999999; it must be between -2147483648 and 2147483647.",
        "seed: 1.5|seed is 1.5; it must be a whole number.",
        "optimizer: {milestones: 120}"
            + "|optimizer.milestones is 120; it must be a list of whole numbers, each >= 1, such as"
            + " [120, 160].",
        "optimizer: {milestones: [0]}"
            + "|optimizer.milestones is [0]; it must be a list of whole numbers, each >= 1, such as"
            + " [120, 160].",
        "ranks: {device: gpus}"
            + "|ranks.device is \"gpus\"; it must be auto, cpu or gpu; did you mean gpu?",
        "collective: {backend: infiniband}"
            + "|collective.backend is \"infiniband\"; it must be auto, threads,"
            + " shared-memory, tcp or nccl.",
        "moco: 3|moco is 3; it must be a section with keys such as queue_size.",
        "sead: 3|sead is not a known key; did you mean seed?",
        "moco: {temprature: 3}"
            + "|moco.temprature is not a known key; did you mean moco.temperature, knn.temperature"
            + " or moco.soft_temperature?",
        "optimizer: {queue_size: 3}"
            + "|optimizer.queue_size is not a known key; did you mean moco.queue_size or"
            + " optimizer.batch_size?",
        "knn: {zzzz: 3}"
            + "|knn.zzzz is not a known key; the keys of knn are every_epochs, k, temperature,"
            + " max_pictures, train, features.",
        "modle: {x: 3}|modle is not a known key; did you mean model?",
        "zzzz: 3|zzzz is not a known key."
      })
  void messagesAboutAFile(String yaml, String sentence) {
    assertEquals("conf/x.yaml: " + sentence, Configurations.refusalOfYaml(REQUIRED + yaml + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "quickstart|quickstart is not of the form section.key=value, such as seed=1.",
        "=3|=3 is not of the form section.key=value, such as seed=1.",
        "moco=3|moco is a section; write moco.KEY=VALUE.",
        "data.mean=[a|data.mean is [a, which cannot be read.",
        "moco.momentum=1|moco.momentum is 1; it must be >= 0 and < 1 (MoCo uses 0.999).",
        "moco.momentum=|moco.momentum is empty; it must be a number >= 0 and < 1 (MoCo uses"
            + " 0.999).",
        "name=|name is empty (write name=NAME).",
        "output=s3a://KEY:SECRET@bucket/run"
            + "|output holds a password, which would go into logs and checkpoints; take it out and"
            + " give it to Hadoop (core-site.xml, the environment or the machine's role) or to"
            + " MLflow (MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and"
            + " MLFLOW_TRACKING_PASSWORD).",
        "temperature=1"
            + "|temperature is not a known key; did you mean knn.temperature, moco.temperature or"
            + " moco.soft_temperature?"
      })
  void messagesAboutTheCommandLine(String override, String sentence) {
    assertEquals("command line: " + sentence, Configurations.refusal(override));
  }

  @Test
  void allProblemsAreListed() {
    assertEquals(
        """
        The configuration has 5 problems:
          conf/x.yaml: modl is not a known key; did you mean model?
          conf/x.yaml: name is missing (write name=NAME).
          conf/x.yaml: data.train is missing (write data.train=PATH).
          conf/x.yaml: knn.k is 0; it must be >= 1.
          conf/x.yaml: optimizer.milestones is [2, 1]; the epochs must ascend, each only once.\
        """,
        Configurations.refusalOfYaml(
            "{output: o, modl: 1, knn: {k: 0}, optimizer: {milestones: [2, 1]}}"));
  }

  @Test
  void brokenYamlNamesTheLine() {
    assertTrue(
        Configurations.refusalOfYaml("name: a\nseed: 'x\n")
            .startsWith("conf/x.yaml: line 2 is not valid YAML: "));
    assertEquals(
        "conf/x.yaml: line 2 is not valid YAML: Duplicate field 'seed'.",
        Configurations.refusalOfYaml("seed: 1\nseed: 2\n"));
    assertTrue(
        Configurations.refusalOfYaml("- a")
            .contains("conf/x.yaml: the file must hold keys and sections, such as `name: test`."));
  }

  @Test
  void numbersMayBeWrittenInManyWays() {
    PretrainConfig config =
        Configurations.run(
            "optimizer.weight_decay=1e-4", "optimizer.lr=3.0E-2", "moco.queue_size=65_536");
    assertEquals(Configurations.run(), config);
  }

  @Test
  void textIsTakenAsItIs() {
    assertEquals("a: [b #c", Configurations.run("name=a: [b #c").name());
    assertEquals(
        "no",
        PretrainConfig.reader()
            .read(new ConfigFile("x", "{name: no, output: o, data: {train: t}}"), List.of())
            .config()
            .name());
  }

  @Test
  void manifestsAreReadBack() {
    PretrainConfig config = Configurations.run("moco.temperature=0.1", "ranks.device=cpu");
    assertEquals(config, PretrainConfig.reader().read("manifest.json", config.tree()).config());
    LinearConfig linear = Configurations.linear("peer=0");
    assertEquals(linear, LinearConfig.reader().read("manifest.json", linear.tree()).config());
  }

  @Test
  void youngerKeysOfAManifestGetDefaults() {
    Map<String, Object> tree = Configurations.run("moco.temperature=0.1").tree();
    tree.remove("knn");
    PretrainConfig config = PretrainConfig.reader().read("manifest.json", tree).config();
    assertEquals(Configurations.run().knn(), config.knn());
    assertEquals(0.1, config.moco().temperature());
  }

  @Test
  void resolvedTextIsReadBack() {
    Resolved<PretrainConfig> resolved =
        PretrainConfig.reader()
            .read(
                new ConfigFile("x.yaml", REQUIRED + "seed: 3}"),
                List.of("name=a \"b\" # c", "data.test=true", "optimizer.lr=1e-9"));
    assertEquals(
        resolved.config(),
        PretrainConfig.reader()
            .read(new ConfigFile("y.yaml", resolved.text()), List.of())
            .config());
    assertTrue(resolved.text().contains("lr: 1.0E-9"));
    assertTrue(resolved.text().lines().anyMatch(line -> line.matches("seed: 3 +# x.yaml")));
    assertTrue(resolved.text().lines().anyMatch(line -> line.matches("  k: 20 +# default")));
  }
}
