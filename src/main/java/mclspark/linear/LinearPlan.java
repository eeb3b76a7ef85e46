package mclspark.linear;

import java.util.Locale;
import java.util.Optional;
import mclspark.dataset.PictureListing;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.run.Plan;
import mclspark.run.TestPass;
import mclspark.sampling.EpochSampler;
import mclspark.sampling.LastBatch;

/**
 * What a linear classification or a fine-tuning will do and need: what {@code --dry-run} prints and
 * the start of each run logs.
 *
 * @param config the run
 * @param encoders where the encoders come from
 * @param pictures number of training pictures
 * @param tests number of validation pictures
 * @param classes number of classes
 */
public record LinearPlan(
    ClassifierConfig config, PretrainedEncoders encoders, int pictures, int tests, int classes)
    implements Plan {

  private static final double MIB = 1024 * 1024;

  /** Steps of an epoch; the last one may be smaller. */
  int stepsPerEpoch() {
    return new EpochSampler(
            config.seed(),
            pictures,
            config.ranks().logical(),
            config.picturesPerRank(),
            LastBatch.KEEP)
        .stepsPerEpoch();
  }

  @Override
  public long steps() {
    return (long) stepsPerEpoch() * config.optimizer().epochs();
  }

  private int classifiers() {
    return encoders.peers(config.peerNumber()).size() + (config.hasControl() ? 1 : 0);
  }

  /** Trained parameters of one classifier. */
  long headParameters() {
    return (encoders.network().featureWidth() + 1L) * classes;
  }

  /** Trained parameters of one network. */
  private long trainedParameters() {
    return headParameters() + (config.trainsEncoders() ? encoders.network().parameters() : 0);
  }

  /** Why a classifier can't be built, if it can't: its weights are one tensor. */
  static Optional<String> problem(int features, int classes) {
    long most = Integer.MAX_VALUE / Float.BYTES / (features + 1L);
    return classes <= most
        ? Optional.empty()
        : Optional.of(
            "data.train has %,d classes; a classifier on %,d features can have at most %,d."
                .formatted(classes, features, most));
  }

  /** As above, of this encoder and these pictures. */
  public static Optional<String> problem(PretrainedEncoders encoders, PictureListing train) {
    return problem(encoders.network().featureWidth(), train.classNames().size());
  }

  /** Bytes of tensors that a worker keeps, without the activations of a forward pass. */
  long workerBytes() {
    long local = config.ranks().logicalPerWorker();
    long partialSums = local == 1 ? 0 : 64 - Long.numberOfLeadingZeros(local - 1);
    long trained = trainedParameters() * (3 + partialSums); // values, gradients, velocities, sums
    long frozen = config.trainsEncoders() ? 0 : encoders.network().parameters();
    long networks = classifiers() * (frozen + trained) * Float.BYTES;
    long crop = 3L * config.data().cropSize() * config.data().cropSize();
    long rows = local * config.picturesPerRank() + TestPass.BATCH;
    return networks + crop * rows * (config.data().prefetchBatches() + 1);
  }

  /** Bytes that a worker sends in a step. */
  long bytesSentPerStep() {
    long workers = config.ranks().workers();
    return 2 * (workers - 1) * classifiers() * trainedParameters() * Float.BYTES / workers;
  }

  @Override
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        Plan of %s
          data          %,d pictures of %,d classes, %,d to validate
          steps         %,d an epoch, %d epochs: %,d steps
          batch         %d pictures: %d logical ranks of %d, on %d workers
          encoders      %s, peers %s%s
          classifiers   %d with %,d parameters each, %s %s%s
          memory        about %,.0f MiB of tensors in each worker, and the activations of a pass
          exchange      about %,.2f MiB sent by each worker in a step
          checkpoints   %,.1f MiB each, every %d epochs, the last %d kept in %s/checkpoints
        """,
        config.name(),
        pictures,
        classes,
        tests,
        stepsPerEpoch(),
        config.optimizer().epochs(),
        steps(),
        config.optimizer().batchSize(),
        config.ranks().logical(),
        config.picturesPerRank(),
        config.ranks().workers(),
        encoders.location(),
        encoders.peers(config.peerNumber()),
        control(),
        classifiers(),
        trainedParameters(),
        config.trainsEncoders() ? "each trained with its" : "on frozen features of",
        encoders.model().arch(),
        classes > LinearEvaluator.MOST_CLASSES_IN_PAIRS
            ? "; too many classes for a confusion matrix"
            : "",
        workerBytes() / MIB,
        bytesSentPerStep() / MIB,
        3.0 * classifiers() * trainedParameters() * Float.BYTES / MIB,
        config.checkpoint().everyEpochs(),
        config.checkpoint().keep(),
        config.output());
  }

  private String control() {
    String kind =
        config.trainsEncoders() ? "a control from initial weights" : "an untrained control";
    return config.hasControl() ? " and " + kind : "";
  }
}
