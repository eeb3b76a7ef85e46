package mclspark.linear;

import java.util.ArrayList;
import java.util.List;
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
import mclspark.step.LearningRate;
import mclspark.step.OptimizerConfig;
import mclspark.step.RanksConfig;

/**
 * Configuration of fine-tuning: encoders are trained with a classifier each, by SwAV's recipe for
 * few labels. Components: see the annotations.
 */
public record FinetuneConfig(
    @Key(doc = "What the file is for: here finetune.", standard = "finetune") Job job,
    @Key(
            doc = "Name of the run in logs and reports.",
            required = true,
            hint = "write name=NAME",
            changesNumbers = false)
        String name,
    @Key(doc = "Seed of every random choice, that of the labels too.", standard = "0") long seed,
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
                "Where the encoders come from: the output folder of a pre-training run (its newest"
                    + " checkpoint is taken), one checkpoint, or none, which trains the control"
                    + " alone.",
            required = true,
            hint = "write pretrained=PATH, or none",
            byContent = true)
        String pretrained,
    @Key(
            doc = "Which peer's encoder is fine-tuned: its number, from 0, or all side by side.",
            standard = "all")
        String peer,
    @Key(
            doc =
                "Whether the same network is trained from initial weights too, as a control: what"
                    + " the labels alone give by the same recipe.",
            standard = "true")
        boolean scratchControl,
    @Section(doc = "The pictures and how they are read.", absent = "replay_fraction: 1")
        DataConfig data,
    @Section(doc = "Training crops and validation pictures.") LinearAugmentationConfig augmentation,
    @Section(doc = "Networks that no pre-trained encoder describes.") BackboneConfig model,
    @Section(
            doc = "SGD and its schedule.",
            standards = {
              "epochs: 20",
              "lr: 0.01",
              "milestones: [12, 16]",
              "weight_decay: 0",
              "factor: 0.2"
            },
            absent = {"nesterov: false", "warmup_epochs: 0"})
        OptimizerConfig optimizer,
    @Section(doc = "Logical ranks, and the workers that compute them.") RanksConfig ranks,
    @Section(doc = "What the run leaves to go on from.") CheckpointConfig checkpoint,
    @Section(doc = "How workers exchange tensors.") CollectiveConfig collective,
    @Section(doc = "What the run tells.") LogConfig log,
    @Section(doc = "Which MLflow server is told of the run.") MlflowConfig mlflow,
    @Section(doc = "What happens after a failure.") RestartConfig restart,
    @Section(doc = "What a scheduler may want of the run.") RunConfig run)
    implements ClassifierConfig {

  /** {@link #pretrained} where there is no encoder. */
  static final String NONE = "none";

  /** Name of the control. */
  static final String SCRATCH = "scratch";

  private static final String RESIZE = "augmentation.resize";

  /** The keys that this record has. */
  public static Schema<FinetuneConfig> schema() {
    return Schema.of(FinetuneConfig.class);
  }

  /** Reads configurations of fine-tuning. */
  public static ConfigReader<FinetuneConfig> reader() {
    return ConfigReader.of(FinetuneConfig.class, Job.FINETUNE);
  }

  @Override
  public boolean trainsEncoders() {
    return true;
  }

  @Override
  public boolean hasControl() {
    return scratchControl;
  }

  @Override
  public String controlName() {
    return SCRATCH;
  }

  @Override
  public double headRate(int epoch, double learningRate) {
    return LearningRate.ofHead(optimizer).at(epoch);
  }

  @Override
  public FinetuneConfig derived(Set<String> given) {
    return given.contains(RESIZE)
        ? this
        : schema().with(this, Map.of(RESIZE, data.evaluationResize()));
  }

  @Override
  public FinetuneConfig withEpochs(int epochs) {
    return schema().with(this, Map.of("optimizer.epochs", epochs));
  }

  @Override
  public List<String> problemsWithData(long trainPictures) {
    List<String> sentences =
        new ArrayList<>(ClassifierConfig.super.problemsWithData(trainPictures));
    long perRank = -Math.floorDiv(-trainPictures, (long) ranks.logical()); // rounded up
    if (perRank % picturesPerRank() == 1) {
      sentences.add(
          ("optimizer.batch_size is %d, which leaves 1 picture in each logical rank for the last"
                  + " step of an epoch of %d; batch norm needs 2: choose another batch size.")
              .formatted(optimizer.batchSize(), trainPictures));
    }
    return sentences;
  }

  @Override
  public void check(Problems problems) {
    ClassifierConfig.check(this, "fine-tuning", problems);
    int batch = optimizer.batchSize();
    problems.require(
        batch % ranks.logical() != 0 || picturesPerRank() >= 2,
        "optimizer.batch_size is %d and ranks.logical is %d; batch norm needs at least 2 pictures"
                .formatted(batch, ranks.logical())
            + " in each logical rank: choose a batch of %d or more.".formatted(2 * ranks.logical()),
        "optimizer.batch_size",
        "ranks.logical");
    if (!pretrained.equals(NONE)) {
      return;
    }
    problems.require(
        scratchControl,
        "pretrained is none and scratch_control is false, so there is nothing to train; set one of"
            + " them.",
        "pretrained",
        "scratch_control");
    problems.require(
        !arch().isEmpty(),
        "pretrained is none, so model.arch must say what is trained (write model.arch=resnet18).",
        "model.arch",
        "pretrained");
    if (!arch().isEmpty()) {
      model.check(problems);
    }
  }

  private String arch() {
    return model.arch();
  }
}
