package mclspark.supervised;

import java.io.Serializable;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/**
 * Section {@code mcl}: the losses beside the cross-entropies (spec 3.5, 4.3). Components: see the
 * annotations.
 */
public record MclConfig(
    @Key(
            doc = "Weight of the contrast within each peer's embeddings, VCL (alpha).",
            standard = "0",
            range = ">= 0 and <= 1000000",
            hint = "MCL uses 0.1, a baseline 0")
        double vclWeight,
    @Key(
            doc = "Weight of the agreement of the peers' own contrasts, softVCL (gamma).",
            standard = "0",
            range = ">= 0 and <= 1000000",
            hint = "MCL uses 1, a baseline 0")
        double softVclWeight,
    @Key(
            doc = "Weight of the contrast between two peers' embeddings, ICL (beta).",
            standard = "0",
            range = ">= 0 and <= 1000000",
            hint = "MCL uses 0.1, a baseline 0")
        double iclWeight,
    @Key(
            doc = "Weight of the agreement of both directions of ICL, softICL (lambda).",
            standard = "0",
            range = ">= 0 and <= 1000000",
            hint = "MCL uses 1, a baseline 0")
        double softIclWeight,
    @Key(
            doc = "Temperature of the contrastive logits (tau).",
            standard = "0.1",
            range = ">= 0.001 and <= 1000",
            hint = "MCL uses 0.1 on CIFAR, 0.07 on ImageNet")
        double temperature,
    @Key(
            doc = "Temperature that softens the logits which peers compare (T), classes included.",
            standard = "3",
            range = ">= 0.001 and <= 1000",
            hint = "MCL uses 3")
        double softTemperature,
    @Key(
            doc =
                "Whether the peers' mean of class logits teaches them: both of two, of any other"
                    + " number the last.",
            standard = "false")
        boolean logitDistillation,
    @Key(
            doc =
                "What pictures are compared with: the rest of a class-balanced batch, or a memory"
                    + " bank of all training pictures.",
            standard = "batch",
            hint = "MCL uses batch on CIFAR, memory-bank on ImageNet")
        Negatives negatives,
    @Key(
            doc =
                "Pictures of each class in a batch (m); with negatives batch. Divides the batch"
                    + " size.",
            standard = "2",
            range = ">= 2 and <= 65536",
            unit = "pictures",
            hint = "MCL uses 2")
        int imagesPerClass,
    @Key(
            doc = "Positives drawn for each picture from its class; with negatives memory-bank.",
            standard = "1",
            range = ">= 1 and <= 65536",
            unit = "pictures",
            hint = "MCL uses 1")
        int positives,
    @Key(
            doc =
                "Negatives drawn for each picture from the other classes; with negatives"
                    + " memory-bank.",
            standard = "8192",
            range = ">= 1 and <= 16777216",
            unit = "pictures",
            hint = "MCL uses 8192; 4096 performs about the same")
        int negativeCount,
    @Key(
            doc =
                "Weight of the old value when a bank's entry is updated; with negatives"
                    + " memory-bank.",
            standard = "0.5",
            range = ">= 0 and < 1",
            hint = "MCL uses 0.5")
        double bankMomentum)
    implements Serializable {

  /** Whether any contrastive term counts; a baseline has none. */
  public boolean isContrastive() {
    return vclWeight > 0 || softVclWeight > 0 || iclWeight > 0 || softIclWeight > 0;
  }

  /** Whether batches hold as many pictures of each class; otherwise they are plainly shuffled. */
  public boolean balancesClasses() {
    return negatives == Negatives.BATCH;
  }

  /** The index rows of a logical rank are int64 in one buffer. */
  void checkIndexRows(int picturesPerRank, Problems problems) {
    long most = Integer.MAX_VALUE / Long.BYTES / Math.max(1, picturesPerRank) - 1L - positives;
    problems.require(
        balancesClasses() || negativeCount <= most,
        "mcl.negative_count is %d; with %d pictures in each logical rank and %d positives it may be at"
                .formatted(negativeCount, picturesPerRank, positives)
            + " most %d.".formatted(most),
        "mcl.negative_count",
        "mcl.positives",
        "optimizer.batch_size",
        "ranks.logical");
  }

  void check(int batchSize, Problems problems) {
    int below = batchSize / imagesPerClass * imagesPerClass;
    int above = below + imagesPerClass;
    problems.require(
        !balancesClasses() || batchSize % imagesPerClass == 0,
        "optimizer.batch_size is %d and mcl.images_per_class is %d; every class in a batch must"
                .formatted(batchSize, imagesPerClass)
            + " have the same number of pictures: choose a batch of %s."
                .formatted(below == 0 ? "" + above : below + " or " + above),
        "optimizer.batch_size",
        "mcl.images_per_class");
  }
}
