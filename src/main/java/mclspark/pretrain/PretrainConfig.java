package mclspark.pretrain;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mclspark.augment.AugmentationConfig;
import mclspark.checkpoint.CheckpointConfig;
import mclspark.checkpoint.ExportConfig;
import mclspark.collective.CollectiveConfig;
import mclspark.dataset.DataConfig;
import mclspark.dataset.DataFormat;
import mclspark.metrics.LogConfig;
import mclspark.mlflow.MlflowConfig;
import mclspark.model.Architectures;
import mclspark.model.ModelConfig;
import mclspark.model.Stem;
import mclspark.run.ConfigReader;
import mclspark.run.Job;
import mclspark.run.JobConfig;
import mclspark.run.RestartConfig;
import mclspark.run.RunConfig;
import mclspark.schema.Key;
import mclspark.schema.Problems;
import mclspark.schema.Schema;
import mclspark.schema.Section;
import mclspark.step.OptimizerConfig;
import mclspark.step.RanksConfig;

/** Configuration of pre-training with MoCo + MCL (spec 1). Components: see the annotations. */
public record PretrainConfig(
    @Key(doc = "What the file is for: here pretrain.", standard = "pretrain") Job job,
    @Key(
            doc = "Name of the run in logs and reports.",
            required = true,
            hint = "write name=NAME",
            changesNumbers = false)
        String name,
    @Key(doc = "Seed of every random choice.", standard = "0") long seed,
    @Key(
            doc =
                "Folder for checkpoints, metrics and the report, on any Hadoop file system. {date},"
                    + " {date:yyyy-MM-dd}, {week}, {name} and {fingerprint} are replaced at the"
                    + " start.",
            required = true,
            hint = "write output=FOLDER",
            changesNumbers = false)
        String output,
    @Key(
            doc =
                "Where a new run takes the weights of its encoders from, heads and queue excepted:"
                    + " the output folder of a pre-training run or of an import (the newest"
                    + " checkpoint is taken) or one checkpoint. Without it weights are random.",
            byContent = true)
        String initFrom,
    @Key(
            doc =
                "Where a new run takes its whole networks from, to go on with them on new pictures:"
                    + " query and key encoders with their heads, of every peer. The output folder"
                    + " of a pre-training run (the newest checkpoint is taken), one checkpoint, or"
                    + " the file that mcl promote keeps. Queue and momentum are fresh.",
            byContent = true)
        String pretrained,
    @Section(
            doc = "The pictures and how they are read.",
            absent = {"label_fraction: 1", "label_list: "})
        DataConfig data,
    @Section(doc = "How two views of a picture are drawn.") AugmentationConfig augmentation,
    @Section(doc = "The peer networks.") ModelConfig model,
    @Section(doc = "The contrastive losses.") MocoConfig moco,
    @Section(
            doc = "SGD and its schedule.",
            absent = {"nesterov: false", "factor: 0.1", "head_lr: 0.2"})
        OptimizerConfig optimizer,
    @Section(doc = "Logical ranks, and the workers that compute them.") RanksConfig ranks,
    @Section(doc = "What the run leaves to go on from.") CheckpointConfig checkpoint,
    @Section(doc = "Nearest-neighbour accuracy on the way, where data.test is given.")
        KnnConfig knn,
    @Section(doc = "How workers exchange tensors.") CollectiveConfig collective,
    @Section(doc = "What the run tells.") LogConfig log,
    @Section(doc = "Which MLflow server is told of the run.") MlflowConfig mlflow,
    @Section(doc = "What happens after a failure.") RestartConfig restart,
    @Section(doc = "What a scheduler may want of the run.") RunConfig run,
    @Section(doc = "What is left for other programs.") ExportConfig export)
    implements JobConfig {

  private static final int SMALLEST_CROP_OF_IMAGENET_STEM = 32;

  /** The keys that this record has. */
  public static Schema<PretrainConfig> schema() {
    return Schema.of(PretrainConfig.class);
  }

  /** Reads configurations of pre-training. */
  public static ConfigReader<PretrainConfig> reader() {
    return ConfigReader.of(PretrainConfig.class, Job.PRETRAIN);
  }

  /** Whether kNN accuracy is measured: every n epochs, on test pictures. */
  public boolean measuresKnn() {
    return knn.everyEpochs() > 0 && data.hasTest();
  }

  /**
   * Steps of one epoch (spec 1.7): each logical rank gets an equal share of the pictures, and its
   * last incomplete batch is dropped.
   */
  public long stepsPerEpoch(long pictures) {
    long share = -Math.floorDiv(-pictures, ranks.logical()); // rounded up
    return share / picturesPerRank();
  }

  /** Where the pictures lie that vote in kNN. */
  public String bank() {
    return knn.train().isEmpty() ? data.train() : knn.train();
  }

  /** What forbids kNN on so many pictures that vote, in a sentence. */
  public Optional<String> problemWithBank(long pictures) {
    return measuresKnn() && knn.k() > pictures
        ? Optional.of(
            "knn.k is %d, but %s holds only %d pictures; choose a smaller k."
                .formatted(knn.k(), bank(), pictures))
        : Optional.empty();
  }

  @Override
  public PretrainConfig withEpochs(int epochs) {
    return schema().with(this, Map.of("optimizer.epochs", epochs));
  }

  /** What is trained on has a rate that rises again. */
  @Override
  public PretrainConfig derived(Set<String> given) {
    return pretrained.isEmpty() || given.contains("optimizer.warmup_epochs")
        ? this
        : schema().with(this, Map.of("optimizer.warmup_epochs", 1));
  }

  @Override
  public void check(Problems problems) {
    JobConfig.checkShared(this, problems);
    checkPretrained(problems);
    augmentation.check(problems);
    model.check(problems);
    moco.check(problems);
    knn.check(problems);
    export.check(
        model.arch(),
        Architectures.isTorchvision(model.arch()) && model.stem() == Stem.IMAGENET,
        problems);
    checkQueue(problems);
    checkQueueBytes(problems);
    checkPicturesPerRank(problems);
    checkCrop(problems);
  }

  private void checkPretrained(Problems problems) {
    problems.require(
        initFrom.isEmpty() || pretrained.isEmpty(),
        "init_from and pretrained are both given; init_from takes encoders without heads,"
            + " pretrained whole networks: choose one.",
        "init_from",
        "pretrained");
    problems.require(
        data.replayFraction() == 1 || (!pretrained.isEmpty() && data.format() == DataFormat.FOLDER),
        ("data.replay_fraction is %s; below 1 it needs pretrained, whose run tells which pictures"
                + " are new, and data.format=folder, where pictures have names.")
            .formatted(data.replayFraction()),
        "data.replay_fraction",
        "pretrained",
        "data.format");
  }

  private void checkQueueBytes(Problems problems) {
    long most = Integer.MAX_VALUE / Float.BYTES; // one array of bytes holds all queues
    long largest = most / model.peers() / model.dim();
    problems.require(
        moco.queueSize() <= largest,
        "moco.queue_size is %d; with %d peers of dimension %d it may be at most %d."
            .formatted(moco.queueSize(), model.peers(), model.dim(), largest),
        "moco.queue_size",
        "model.peers",
        "model.dim");
  }

  private void checkQueue(Problems problems) {
    problems.require(
        moco.queueSize() >= optimizer.batchSize(),
        "moco.queue_size is %d and optimizer.batch_size is %d; the queue must hold at least one"
                .formatted(moco.queueSize(), optimizer.batchSize())
            + " global batch (MoCo uses 65536 and 256).",
        "moco.queue_size",
        "optimizer.batch_size");
  }

  private void checkPicturesPerRank(Problems problems) {
    int batch = optimizer.batchSize();
    problems.require(
        batch % ranks.logical() != 0 || picturesPerRank() >= 2,
        "optimizer.batch_size is %d and ranks.logical is %d; batch norm needs at least 2 pictures"
                .formatted(batch, ranks.logical())
            + " in each logical rank: choose a batch of %d or more.".formatted(2 * ranks.logical()),
        "optimizer.batch_size",
        "ranks.logical");
  }

  private void checkCrop(Problems problems) {
    boolean halvesFiveTimes =
        Architectures.isTorchvision(model.arch()) && model.stem() == Stem.IMAGENET;
    problems.require(
        !halvesFiveTimes || data.cropSize() >= SMALLEST_CROP_OF_IMAGENET_STEM,
        "data.crop_size is %d; %s with the imagenet stem needs at least 32: choose a larger crop or"
                .formatted(data.cropSize(), model.arch())
            + " model.stem=cifar.",
        "data.crop_size",
        "model.arch",
        "model.stem");
  }
}
