package mclspark.run;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mclspark.checkpoint.CheckpointConfig;
import mclspark.checkpoint.ExportConfig;
import mclspark.checkpoint.ExportFormat;
import mclspark.checkpoint.RunIdentity;
import mclspark.collective.CollectiveConfig;
import mclspark.dataset.ClassNames;
import mclspark.dataset.DataConfig;
import mclspark.metrics.LogConfig;
import mclspark.mlflow.MlflowConfig;
import mclspark.schema.Canonical;
import mclspark.schema.Problems;
import mclspark.schema.Schema;
import mclspark.step.OptimizerConfig;
import mclspark.step.RanksConfig;

/** What the configurations of all jobs, which are records, have in common. */
public interface JobConfig extends Serializable {

  /** What the file is for. */
  Job job();

  /** Name of the run in logs and reports. */
  String name();

  /** Seed of every random choice. */
  long seed();

  /** The run's folder, on any Hadoop file system. */
  String output();

  /** The pictures. */
  DataConfig data();

  /** SGD and its schedule. */
  OptimizerConfig optimizer();

  /** Logical ranks and workers. */
  RanksConfig ranks();

  /** Checkpoints. */
  CheckpointConfig checkpoint();

  /** Communication among workers. */
  CollectiveConfig collective();

  /** What the run tells. */
  LogConfig log();

  /** Which MLflow server is told of the run. */
  MlflowConfig mlflow();

  /** What happens after a failure. */
  RestartConfig restart();

  /** What a scheduler may want. */
  RunConfig run();

  /** What is left for other programs. */
  default ExportConfig export() {
    return ExportConfig.NONE;
  }

  /** Nested maps from key to value: the canonical form for manifests. */
  default Map<String, Object> tree() {
    return Canonical.tree(Schema.like(record()), record());
  }

  /**
   * SHA-256, as 64 hexadecimal digits, of everything that changes the numbers of the run. Paths of
   * output, workers, timeouts and the like are left out.
   */
  default String hash() {
    return Canonical.hash(Schema.like(record()), record());
  }

  /**
   * What forbids to go on under this configuration from a checkpoint written under another.
   *
   * @param was the configuration of the checkpoint, of the same job
   * @return parts of a sentence such as {@code moco.temperature was 0.07, is 0.1}; empty if the run
   *     may go on
   */
  default List<String> differences(JobConfig was) {
    return Canonical.differences(Schema.like(record()), was.record(), record());
  }

  private Record record() {
    return (Record) this;
  }

  /**
   * The identity of a run with this configuration, for its checkpoints.
   *
   * @param parentRun name of the run that this one started from; empty if from random weights
   * @param peers number N of peer networks
   * @param versions library names to versions
   * @param classes of the training pictures
   */
  default RunIdentity identity(
      String parentRun, int peers, Map<String, String> versions, ClassNames classes) {
    return new RunIdentity(
        name(), parentRun, tree(), hash(), peers, ranks().logical(), versions, classes);
  }

  /**
   * This configuration with the defaults that depend on other keys.
   *
   * @param given full names of the keys that have a value of the user
   */
  default JobConfig derived(Set<String> given) {
    return this;
  }

  /** This configuration with another number of epochs. */
  JobConfig withEpochs(int epochs);

  /** Adds a problem for every rule over several keys that is broken. */
  void check(Problems problems);

  /** Pictures of one logical rank in a step. */
  default int picturesPerRank() {
    return optimizer().batchSize() / ranks().logical();
  }

  /**
   * Rules that need the data, for the preflight.
   *
   * @param trainPictures readable pictures found at {@code data.train}
   * @return a sentence for every broken rule
   */
  default List<String> problemsWithData(long trainPictures) {
    List<String> sentences = new ArrayList<>();
    if (optimizer().batchSize() > trainPictures) {
      sentences.add(
          "optimizer.batch_size is %d, but %s holds only %d pictures; choose a smaller batch."
              .formatted(optimizer().batchSize(), data().trainWords(), trainPictures));
    }
    return sentences;
  }

  /** Rules over sections that all jobs have. */
  static void checkShared(JobConfig config, Problems problems) {
    config.data().check(problems);
    config.optimizer().check(problems);
    config.ranks().check(problems);
    config.checkpoint().check(problems);
    config.collective().check(problems);
    config.mlflow().check(config.export().formats().contains(ExportFormat.ONNX), problems);
    checkBatch(config.optimizer().batchSize(), config.ranks().logical(), problems);
    checkCropBytes(config, problems);
  }

  private static void checkCropBytes(JobConfig config, Problems problems) {
    int workers = config.ranks().workers();
    int size = config.data().cropSize();
    long most = Integer.MAX_VALUE / (3L * size * size); // one buffer holds the crops of a worker
    problems.require(
        config.optimizer().batchSize() / workers <= most,
        "optimizer.batch_size is %d, of which each of %d workers gets %d pictures; with crops of %d"
                .formatted(
                    config.optimizer().batchSize(),
                    workers,
                    config.optimizer().batchSize() / workers,
                    size)
            + " pixels it may get at most %d: choose a smaller batch, smaller crops or more workers."
                .formatted(most),
        "optimizer.batch_size",
        "ranks.workers",
        "data.crop_size");
  }

  private static void checkBatch(int batch, int ranks, Problems problems) {
    int below = batch / ranks * ranks;
    String choices = below == 0 ? "" + ranks : below + " or " + (below + ranks);
    problems.require(
        batch % ranks == 0,
        "optimizer.batch_size is %d and ranks.logical is %d; every logical rank must get the same"
                .formatted(batch, ranks)
            + " number of pictures: choose a batch of %s.".formatted(choices),
        "optimizer.batch_size",
        "ranks.logical");
  }
}
