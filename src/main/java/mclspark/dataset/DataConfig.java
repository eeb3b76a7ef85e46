package mclspark.dataset;

import java.io.Serializable;
import java.util.List;
import mclspark.image.DecoderChoice;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/** Section {@code data}: the pictures and how they are read. Components: see the annotations. */
public record DataConfig(
    @Key(
            doc =
                "How the pictures are stored: one folder per class, the shards of mcl prepare,"
                    + " Parquet files as Hugging Face has them, or the binary files of CIFAR-10 or"
                    + " CIFAR-100.",
            standard = "folder")
        DataFormat format,
    @Key(
            doc = "Training pictures: a folder or file on any Hadoop file system.",
            required = true,
            hint = "write data.train=PATH",
            byContent = true)
        String train,
    @Key(
            doc =
                "Test or validation pictures. Pre-training uses them only for kNN and needs none;"
                    + " the other jobs cannot do without.",
            changesNumbers = false)
        String test,
    @Key(
            doc =
                "Whether to compare the pictures of data.train and data.test by their bytes before"
                    + " a run, which ends where one is in both.",
            standard = "false",
            changesNumbers = false)
        boolean checkLeak,
    @Key(
            doc = "Height and width of the crops that the network sees.",
            standard = "224",
            range = ">= 8 and <= 1024",
            unit = "pixels",
            hint = "224 for ImageNet, 32 for CIFAR")
        int cropSize,
    @Key(
            doc =
                "Shorter side of pictures before the centre crop of an evaluation, where its own"
                    + " section does not say; 0 is crop_size itself for CIFAR's formats and 256/224"
                    + " of it for others. Pictures as small as the crop, such as CIFAR's in"
                    + " Parquet, want crop_size here.",
            standard = "0",
            range = ">= 0 and <= 2048",
            unit = "pixels",
            changesNumbers = false)
        int resize,
    @Key(
            doc =
                "Mean of the red, green and blue values, scaled to 0..1. Linear classification"
                    + " and fine-tuning take the encoder's where it is not set.",
            standard = "[0.485, 0.456, 0.406]",
            range = ">= 0 and <= 1")
        List<Double> mean,
    @Key(
            doc =
                "Standard deviation of the red, green and blue values, scaled to 0..1. Linear"
                    + " classification and fine-tuning take the encoder's where it is not set.",
            standard = "[0.229, 0.224, 0.225]",
            range = ">= 0.001 and <= 1")
        List<Double> std,
    @Key(
            doc = "Threads that decode and augment, in each worker.",
            standard = "2",
            range = ">= 1 and <= 256",
            changesNumbers = false)
        int loaderThreads,
    @Key(
            doc = "Finished batches that wait for the network, in each worker.",
            standard = "2",
            range = ">= 1 and <= 64",
            changesNumbers = false)
        int prefetchBatches,
    @Key(
            doc =
                "Broken pictures that are skipped, replaced and listed before the run stops; 0"
                    + " stops at the first.",
            standard = "100",
            range = ">= 0",
            unit = "pictures",
            changesNumbers = false)
        int badPictureLimit,
    @Key(
            doc =
                "Who decodes JPEG pictures. Both give the same pixels of sound files; of the kinds"
                    + " for which that is not sure (4:4:0, arithmetic coding, unfinished"
                    + " progressive, damaged data) jdk reads none and counts them as broken.",
            standard = "auto",
            changesNumbers = false)
        DecoderChoice decoder,
    @Key(
            doc =
                "Pictures of shards that each worker keeps in memory; best is twice the shuffle"
                    + " window of each of its logical ranks.",
            standard = "512",
            range = ">= 1 and <= 1048576",
            unit = "MiB",
            changesNumbers = false)
        int shardCache,
    @Key(
            doc =
                "Column of the pictures, with data.format=parquet; the only one where it is not"
                    + " given.",
            omittedByDefault = true)
        String imageColumn,
    @Key(
            doc =
                "Column of the labels, with data.format=parquet: the only ClassLabel of Hugging"
                    + " Face or one called label, class or cls where it is not given. -1 is no"
                    + " label.",
            omittedByDefault = true)
        String labelColumn,
    @Key(
            doc =
                "Share of the training pictures of each class whose labels are used, chosen by the"
                    + " seed, at least one of each; a larger share holds a smaller one. Only they"
                    + " are trained on.",
            standard = "1",
            range = "> 0 and <= 1",
            hint = "0.01 and 0.1 are what papers compare",
            omittedByDefault = true)
        double labelFraction,
    @Key(
            doc =
                "A file of the names of the training pictures whose labels are used, one a line,"
                    + " instead of a share, such as SimCLR's 1percent.txt. A name is that of a file"
                    + " or the end of its path.",
            byContent = true)
        String labelList,
    @Key(
            doc =
                "Where pretrained gives whole networks: the share of the pictures which its run has"
                    + " seen that are shown again, chosen by the seed, beside all those that are"
                    + " new by their paths. Below 1 it needs data.format=folder.",
            standard = "1",
            range = ">= 0 and <= 1",
            hint = "1, that is everything, forgets least",
            omittedByDefault = true)
        double replayFraction)
    implements Serializable {

  /** Copies the lists. */
  public DataConfig {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /** Bytes of pictures of shards that a worker keeps in memory. */
  public long shardCacheBytes() {
    return (long) shardCache << 20;
  }

  /** Whether only some of the training pictures are used. */
  public boolean hasFewLabels() {
    return labelFraction < 1 || !labelList.isEmpty();
  }

  /** The training pictures in words, for messages about how many they are. */
  public String trainWords() {
    if (!labelList.isEmpty()) {
      return "data.label_list=%s of %s".formatted(labelList, train);
    }
    return hasFewLabels() ? "data.label_fraction=%s of %s".formatted(labelFraction, train) : train;
  }

  /** Whether there are test pictures. */
  public boolean hasTest() {
    return !test.isEmpty();
  }

  /**
   * Shorter side of a picture before the centre crop of an evaluation, where nothing else is said:
   * 256 for 224 as published, nothing cut off CIFAR's 32.
   */
  public int evaluationResize() {
    if (resize > 0) {
      return resize;
    }
    return format.isCifar() ? cropSize : (int) Math.rint(cropSize * 256.0 / 224);
  }

  /** Adds a problem for every rule over several keys of the section that is broken. */
  public void check(Problems problems) {
    requireThree(problems, "data.mean", mean);
    requireThree(problems, "data.std", std);
    problems.require(
        resize == 0 || resize >= cropSize,
        "data.resize is %d and data.crop_size is %d; the resized picture must hold the crop."
            .formatted(resize, cropSize),
        "data.resize",
        "data.crop_size");
    problems.require(
        labelFraction == 1 || labelList.isEmpty(),
        "data.label_fraction is %s and data.label_list is %s; only one of them may choose the labels."
            .formatted(labelFraction, labelList),
        "data.label_fraction",
        "data.label_list");
    problems.require(
        !checkLeak || hasTest(),
        "data.check_leak is true, but there is no data.test to compare with; name it.",
        "data.check_leak");
  }

  private static void requireThree(Problems problems, String key, List<Double> values) {
    problems.require(
        values.size() == 3,
        "%s has %d numbers; it must have three, for red, green and blue."
            .formatted(key, values.size()),
        key);
  }
}
