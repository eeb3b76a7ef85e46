package mclspark.run;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.collective.Collective;
import mclspark.collective.threads.ThreadRanks;
import mclspark.linear.ClassifierConfig;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearConfig;
import mclspark.linear.LinearSetup;
import mclspark.metrics.MetricsLog;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.PretrainTask;
import mclspark.pretrain.SmallRuns;
import mclspark.pretrain.WarmStart;
import mclspark.spark.barrier.RestartLoop;
import mclspark.step.Ranks;
import mclspark.supervised.SmallSupervisedRuns;
import mclspark.supervised.SupervisedConfig;
import mclspark.supervised.SupervisedTask;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a key accepts, its component accepts. A configuration and its components do not see each
 * other, so every job is run here with both ends of every key's range, until its first step is
 * done, or until all is built where that step would take minutes.
 */
@Tag("slow")
final class ConfigRangesTest {

  private static final String COMMON =
      """
      name: ends, output: '%s', data: {train: t, test: v, crop_size: 32, loader_threads: 1,
      prefetch_batches: 1}, ranks: {logical: 1, workers: 1, device: cpu, channels_last: false}
      """;
  private static final String PRETRAIN =
      COMMON
          + """
          , model: {arch: resnet8, dim: 4}, moco: {queue_size: 4},
          optimizer: {batch_size: 2}, knn: {k: 3, max_pictures: 8}
          """;
  private static final String TRAIN =
      COMMON.replace("train: t", "train: t, format: folder")
          + """
          , job: train, model: {arch: resnet8, projection_dim: 4},
          mcl: {vcl_weight: 0.1, soft_vcl_weight: 1, icl_weight: 0.1, soft_icl_weight: 1,
          logit_distillation: true, negative_count: 4}, optimizer: {batch_size: 4}
          """;
  private static final String LINEAR =
      COMMON
          + """
          , job: linear, pretrained: '%s', augmentation: {resize: 32},
          optimizer: {batch_size: 2, lr: 0.1}
          """;
  private static final String FINETUNE = LINEAR.replace("job: linear", "job: finetune");
  private static final Map<Job, String> YAML =
      Map.of(Job.PRETRAIN, PRETRAIN, Job.TRAIN, TRAIN, Job.LINEAR, LINEAR, Job.FINETUNE, FINETUNE);

  /** What an end, or a key at both ends, needs beside it; what a job does not have is left out. */
  private static final Map<String, List<String>> BESIDE =
      Map.ofEntries(
          Map.entry("augmentation.padding", List.of("data.format=cifar100")),
          Map.entry("augmentation.resize=8", List.of("data.crop_size=8")),
          Map.entry("data.crop_size=1024", List.of("augmentation.resize=1024")),
          Map.entry(
              "collective.timeout_seconds", List.of("collective.progress_timeout_seconds=86400")),
          Map.entry("collective.progress_timeout_seconds", List.of("collective.timeout_seconds=1")),
          Map.entry("data.replay_fraction", List.of("pretrained=p")),
          Map.entry("knn.k=2147483647", List.of("knn.max_pictures=2147483647")),
          Map.entry("knn.max_pictures=1", List.of("knn.k=1")),
          Map.entry("mcl.bank_momentum", List.of(SmallSupervisedRuns.BANK)),
          Map.entry("mcl.images_per_class=65536", List.of("optimizer.batch_size=65536")),
          Map.entry(
              "mcl.negative_count", List.of(SmallSupervisedRuns.BANK, "optimizer.batch_size=2")),
          Map.entry("mcl.positives", List.of(SmallSupervisedRuns.BANK)),
          Map.entry("moco.queue_size=16777216", List.of("model.peers=1")),
          Map.entry("moco.soft_temperature", List.of("moco.temperature=15")),
          Map.entry(
              "optimizer.batch_size=1048576",
              List.of(
                  SmallSupervisedRuns.BANK,
                  "data.crop_size=8",
                  "model.peers=1",
                  "ranks.logical=4096",
                  "moco.queue_size=1048576")),
          Map.entry("published.accuracy=100.0", List.of("published.source=s")),
          Map.entry(
              "ranks.logical=4096",
              List.of(
                  SmallSupervisedRuns.BANK, "optimizer.batch_size=8192", "moco.queue_size=8192")),
          Map.entry(
              "ranks.workers=4096",
              List.of("ranks.logical=4096", "optimizer.batch_size=8192", "moco.queue_size=8192")));

  /** Ends that no configuration reaches, for a rule over several keys. */
  private static final Set<String> OUT_OF_REACH =
      Set.of(
          "pretrain augmentation.color_jitter=[1.0, 1.0, 1.0, 1.0]", // the hue's end is 0.5
          "pretrain moco.queue_size=1",
          "pretrain optimizer.batch_size=1",
          "train optimizer.batch_size=1",
          "finetune optimizer.batch_size=1");

  private static final Set<String> ONLY_BUILT =
      Set.of(
          "data.crop_size=1024",
          "mcl.images_per_class=65536",
          "optimizer.batch_size=1048576",
          "ranks.logical=4096",
          "ranks.threads=1024");

  /** Ends that take many pictures. */
  private static final Set<String> LARGE =
      Set.of(
          "mcl.images_per_class=65536",
          "mcl.positives=65536",
          "optimizer.batch_size=1048576",
          "ranks.logical=4096");

  @TempDir static Path folder;
  private static LinearSetup encoders;

  @BeforeAll
  static void makeEncoders() {
    encoders = LinearSetup.in(folder.resolve("encoders"));
  }

  /** The number of threads stays with the thread. */
  @AfterEach
  void oneThreadAgain() {
    TorchEngine.cpu(1);
  }

  static Stream<KeyEnds> ends() {
    return Stream.of(
            KeyEnds.of(Job.PRETRAIN, PretrainConfig.schema()),
            KeyEnds.of(Job.TRAIN, SupervisedConfig.schema()),
            KeyEnds.of(Job.LINEAR, LinearConfig.schema()),
            KeyEnds.of(Job.FINETUNE, FinetuneConfig.schema()))
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("ends")
  void bothEndsOfEveryRangeTrain(KeyEnds end) throws Exception {
    if (OUT_OF_REACH.contains(end.toString())) {
      assertThrows(UserError.class, () -> config(end));
      return;
    }
    JobConfig config = config(end);
    if (config.ranks().workers() > 1) {
      new Ranks(4096, config.ranks().workers(), 4095, config.picturesPerRank());
      return; // so many do not run here
    }
    try (Collective alone = ThreadRanks.group(1, config.collective().settings()).get(0)) {
      StopSignal stop = () -> stop(end, config);
      WorkerEnvironment site =
          new WorkerEnvironment(
              alone, OptionalInt.empty(), SmallRuns.HADOOP, config.output(), stop);
      assertThrows(CancellationException.class, () -> run(config, site, pictures(end)));
    }
    new RestartLoop(config.restart().limit(), () -> RestartLoop.NO_CHECKPOINT, () -> 0);
  }

  private static JobConfig config(KeyEnds end) {
    Path output = folder.resolve(end.job() + "-" + end.override());
    String yaml = "{" + YAML.get(end.job()).formatted(output, encoders.path("pretrained")) + "}";
    Stream<String> beside =
        Stream.of(end.override(), end.key())
            .flatMap(key -> BESIDE.getOrDefault(key, List.of()).stream())
            .filter(override -> end.schema().key(override.split("=")[0]).isPresent());
    List<String> overrides = Stream.concat(beside, Stream.of(end.override())).toList();
    ConfigFile file = new ConfigFile("ends.yaml", yaml);
    return switch (end.job()) {
      case PRETRAIN -> PretrainConfig.reader().read(file, overrides).config();
      case TRAIN -> SupervisedConfig.reader().read(file, overrides).config();
      case FINETUNE -> FinetuneConfig.reader().read(file, overrides).config();
      case LINEAR -> LinearConfig.reader().read(file, overrides).config();
    };
  }

  private static void run(JobConfig config, WorkerEnvironment site, PlainColours pictures) {
    PlainColours tests = new PlainColours(8);
    if (config instanceof PretrainConfig run) {
      PlainColours neighbours = run.measuresKnn() ? tests : null;
      TrainingRun.run(
          run,
          new RunData(pictures, neighbours),
          "",
          site,
          context -> new PretrainTask(run, WarmStart.NONE, context));
    } else if (config instanceof SupervisedConfig train) {
      RunData data = new RunData(pictures, tests);
      TrainingRun.run(train, data, "", site, context -> new SupervisedTask(train, context));
    } else if (config instanceof ClassifierConfig linear) {
      RunData data = new RunData(pictures, tests);
      TrainingRun.run(linear, data, "", site, LinearSetup.task(linear));
    }
  }

  /** As many as the largest batch; else enough for two steps. */
  private static PlainColours pictures(KeyEnds end) {
    return new PlainColours(LARGE.contains(end.override()) ? 1 << 20 : 16);
  }

  private static void stop(KeyEnds end, JobConfig config) {
    if (ONLY_BUILT.contains(end.override()) || hasStepped(config)) {
      throw new CancellationException("enough");
    }
  }

  private static boolean hasStepped(JobConfig config) {
    try {
      return Files.readString(Path.of(config.output(), MetricsLog.FILE_NAME))
          .contains("\"kind\":\"step\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
