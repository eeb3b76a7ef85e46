package mclspark.linear;

import java.util.Map;
import java.util.Set;
import mclspark.augment.LinearAugmentationConfig;
import mclspark.checkpoint.CheckpointConfig;
import mclspark.collective.CollectiveConfig;
import mclspark.dataset.DataConfig;
import mclspark.metrics.LogConfig;
import mclspark.mlflow.MlflowConfig;
import mclspark.run.ConfigReader;
import mclspark.run.Job;
import mclspark.run.RestartConfig;
import mclspark.run.RunConfig;
import mclspark.schema.Key;
import mclspark.schema.Problems;
import mclspark.schema.Schema;
import mclspark.schema.Section;
import mclspark.step.OptimizerConfig;
import mclspark.step.RanksConfig;

/**
 * Configuration of linear classification on frozen features (spec 2). Components: see the
 * annotations.
 */
public record LinearConfig(
    @Key(doc = "What the file is for: here linear.", standard = "linear") Job job,
    @Key(
            doc = "Name of the run in logs and reports.",
            required = true,
            hint = "write name=NAME",
            changesNumbers = false)
        String name,
    @Key(doc = "Seed of every random choice.", standard = "0") long seed,
    @Key(
            doc =
                "Folder for checkpoints, metrics and results, on any Hadoop file system. {date},"
                    + " {date:yyyy-MM-dd}, {week}, {name} and {fingerprint} are replaced at the"
                    + " start.",
            required = true,
            hint = "write output=FOLDER",
            changesNumbers = false)
        String output,
    @Key(
            doc =
                "Where the encoder comes from: the output folder of a pre-training run (its newest"
                    + " checkpoint is taken) or one checkpoint.",
            required = true,
            hint = "write pretrained=PATH",
            byContent = true)
        String pretrained,
    @Key(
            doc = "Which peer's encoder is classified: its number, from 0, or all one by one.",
            standard = "all",
            hint = "the reference evaluates peer 0")
        String peer,
    @Key(
            doc = "Whether an encoder with initial weights is classified too, as a control.",
            standard = "true")
        boolean untrainedControl,
    @Section(doc = "The pictures and how they are read.", absent = "replay_fraction: 1")
        DataConfig data,
    @Section(doc = "Training crops and validation pictures.") LinearAugmentationConfig augmentation,
    @Section(
            doc = "SGD and its schedule.",
            standards = {"epochs: 100", "lr: 30", "milestones: [60, 80]", "weight_decay: 0"},
            absent = {"nesterov: false", "factor: 0.1", "head_lr: 0.2", "warmup_epochs: 0"})
        OptimizerConfig optimizer,
    @Section(doc = "Logical ranks, and the workers that compute them.") RanksConfig ranks,
    @Section(doc = "What the run leaves to go on from.") CheckpointConfig checkpoint,
    @Section(doc = "How workers exchange tensors.") CollectiveConfig collective,
    @Section(doc = "What the run tells.") LogConfig log,
    @Section(doc = "Which MLflow server is told of the run.") MlflowConfig mlflow,
    @Section(doc = "What happens after a failure.") RestartConfig restart,
    @Section(doc = "What a scheduler may want of the run.") RunConfig run)
    implements ClassifierConfig {

  private static final String RESIZE = "augmentation.resize";

  /** The keys that this record has. */
  public static Schema<LinearConfig> schema() {
    return Schema.of(LinearConfig.class);
  }

  /** Reads configurations of linear classification. */
  public static ConfigReader<LinearConfig> reader() {
    return ConfigReader.of(LinearConfig.class, Job.LINEAR);
  }

  @Override
  public boolean trainsEncoders() {
    return false;
  }

  @Override
  public boolean hasControl() {
    return untrainedControl;
  }

  @Override
  public String controlName() {
    return LinearClassifier.UNTRAINED;
  }

  @Override
  public double headRate(int epoch, double learningRate) {
    return learningRate;
  }

  @Override
  public LinearConfig derived(Set<String> given) {
    return given.contains(RESIZE)
        ? this
        : schema().with(this, Map.of(RESIZE, data.evaluationResize()));
  }

  @Override
  public LinearConfig withEpochs(int epochs) {
    return schema().with(this, Map.of("optimizer.epochs", epochs));
  }

  @Override
  public void check(Problems problems) {
    ClassifierConfig.check(this, "linear classification", problems);
  }
}
