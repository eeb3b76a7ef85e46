package mclspark.supervised;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import mclspark.augment.SupervisedAugmentationConfig;
import mclspark.checkpoint.CheckpointConfig;
import mclspark.checkpoint.ExportConfig;
import mclspark.collective.CollectiveConfig;
import mclspark.dataset.DataConfig;
import mclspark.loss.MemoryBank;
import mclspark.metrics.LogConfig;
import mclspark.mlflow.MlflowConfig;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.SupervisedModelConfig;
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

/**
 * Configuration of supervised training with mutual contrastive learning (spec 3, 4). The defaults
 * are those of CIFAR-100. Components: see the annotations.
 */
public record SupervisedConfig(
    @Key(doc = "What the file is for: here train.", standard = "train") Job job,
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
    @Section(
            doc = "The pictures and how they are read.",
            standards = {
              "format: cifar100",
              "crop_size: 32",
              "mean: [0.5071, 0.4867, 0.4408]",
              "std: [0.2675, 0.2565, 0.2761]"
            },
            absent = "replay_fraction: 1")
        DataConfig data,
    @Section(doc = "Training crops and validation pictures.")
        SupervisedAugmentationConfig augmentation,
    @Section(doc = "The peer networks.") SupervisedModelConfig model,
    @Section(doc = "The losses beside the cross-entropies.") MclConfig mcl,
    @Section(
            doc = "SGD and its schedule.",
            standards = {
              "epochs: 300",
              "batch_size: 128",
              "lr: 0.1",
              "schedule: cosine",
              "milestones: [150, 225]",
              "weight_decay: 0.0005",
              "nesterov: true"
            },
            absent = {"factor: 0.1", "head_lr: 0.2", "warmup_epochs: 0"})
        OptimizerConfig optimizer,
    @Section(
            doc = "Logical ranks, and the workers that compute them.",
            standards = {"logical: 1", "workers: 1"})
        RanksConfig ranks,
    @Section(doc = "What the run leaves to go on from.") CheckpointConfig checkpoint,
    @Section(doc = "How workers exchange tensors.") CollectiveConfig collective,
    @Section(doc = "What the run tells.") LogConfig log,
    @Section(doc = "Which MLflow server is told of the run.") MlflowConfig mlflow,
    @Section(doc = "What happens after a failure.") RestartConfig restart,
    @Section(doc = "What a scheduler may want of the run.") RunConfig run,
    @Section(doc = "What is left for other programs.") ExportConfig export,
    @Section(doc = "A figure to compare the result with, as published.") PublishedConfig published)
    implements JobConfig {

  private static final int CIFAR_SIZE = 32;

  private static final String RESIZE = "augmentation.resize";

  /** The keys that this record has. */
  public static Schema<SupervisedConfig> schema() {
    return Schema.of(SupervisedConfig.class);
  }

  /** Reads configurations of supervised training. */
  public static ConfigReader<SupervisedConfig> reader() {
    return ConfigReader.of(SupervisedConfig.class, Job.TRAIN);
  }

  /** Whether training crops are cut out of a black border (CIFAR), rather than resized. */
  public boolean padsCrops() {
    return data.format().isCifar();
  }

  /**
   * Steps of one epoch: class-balanced batches leave out what fills none (spec 3.3), shuffled ones
   * keep a last, smaller batch (spec 4.1).
   */
  public long stepsPerEpoch(long pictures) {
    int batch = optimizer.batchSize();
    return mcl.balancesClasses()
        ? Math.max(1, pictures / batch)
        : -Math.floorDiv(-pictures, batch); // rounded up
  }

  /**
   * Rules about classes, for the preflight: what a class-balanced batch or the draw of positives
   * and negatives needs.
   *
   * @param picturesPerClass readable training pictures of each class, by its name
   * @return a sentence for every broken rule
   */
  public List<String> problemsWithClasses(Map<String, Long> picturesPerClass) {
    return new ClassRules(this).problems(picturesPerClass);
  }

  @Override
  public List<String> problemsWithData(long trainPictures) {
    List<String> sentences = new ArrayList<>(JobConfig.super.problemsWithData(trainPictures));
    long perRank = -Math.floorDiv(-trainPictures, (long) ranks.logical()); // rounded up
    if (!mcl.balancesClasses() && perRank % picturesPerRank() == 1) {
      sentences.add(
          ("optimizer.batch_size is %d, which leaves 1 picture in each logical rank for the last"
                  + " step of an epoch of %d; batch norm needs 2: choose another batch size.")
              .formatted(optimizer.batchSize(), trainPictures));
    }
    long widest = MemoryBank.largestDim(trainPictures);
    if (mcl.isContrastive() && !mcl.balancesClasses() && model.projectionDim() > widest) {
      sentences.add(
          ("model.projection_dim is %d; a memory bank of %d pictures takes at most %d: choose a"
                  + " smaller one, or mcl.negatives=batch.")
              .formatted(model.projectionDim(), trainPictures, widest));
    }
    return sentences;
  }

  @Override
  public SupervisedConfig derived(Set<String> given) {
    return padsCrops() || given.contains(RESIZE)
        ? this // crops that are padded are not resized either
        : schema().with(this, Map.of(RESIZE, data.evaluationResize()));
  }

  @Override
  public SupervisedConfig withEpochs(int epochs) {
    return schema().with(this, Map.of("optimizer.epochs", epochs));
  }

  @Override
  public void check(Problems problems) {
    JobConfig.checkShared(this, problems);
    model.check(problems);
    mcl.check(optimizer.batchSize(), problems);
    mcl.checkIndexRows(picturesPerRank(), problems);
    published.check(problems);
    export.check(model.arch(), PeerArchitectures.isImagenet(model.arch()), problems);
    problems.require(
        data.hasTest(),
        "data.test is missing; supervised training is judged on test pictures (write"
            + " data.test=PATH).",
        "data.test");
    checkPicturesPerRank(problems);
    checkPictures(problems);
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

  private void checkPictures(Problems problems) {
    problems.require(
        !padsCrops() || data.cropSize() == CIFAR_SIZE,
        "data.crop_size is %d; CIFAR pictures are trained on whole, so it must be 32."
            .formatted(data.cropSize()),
        "data.crop_size",
        "data.format");
    problems.require(
        padsCrops() || augmentation.resize() >= data.cropSize(),
        "augmentation.resize is %d and data.crop_size is %d; the resized picture must hold the crop"
                .formatted(augmentation.resize(), data.cropSize())
            + " (256 and 224 for ImageNet).",
        RESIZE,
        "data.crop_size");
    problems.require(
        !mcl.balancesClasses() || !data.format().readsGroups(),
        "data.format is %s, whose pictures are read in groups, but class-balanced batches need"
                .formatted(data.format().name().toLowerCase(Locale.ROOT))
            + " single pictures: choose data.format=folder.",
        "data.format");
    boolean imagenet = PeerArchitectures.isImagenet(model.arch());
    problems.require(
        !imagenet || !padsCrops(),
        "model.arch is %s, which is made for ImageNet's large pictures, not CIFAR's; choose"
                .formatted(model.arch())
            + " resnet20 or resnet32, or data.format=folder.",
        "model.arch",
        "data.format");
    problems.require(
        !imagenet || data.cropSize() >= CIFAR_SIZE,
        "data.crop_size is %d; %s needs at least 32: choose a larger crop."
            .formatted(data.cropSize(), model.arch()),
        "data.crop_size",
        "model.arch");
  }
}
