package mclspark.pretrain;

import java.util.Locale;
import mclspark.run.Plan;

/**
 * What a run will do and need, computed from its configuration alone: what {@code --dry-run} prints
 * and the start of each run logs.
 *
 * @param config the run
 * @param pictures number of training pictures
 */
public record PretrainPlan(PretrainConfig config, long pictures) implements Plan {

  private static final double MIB = 1024 * 1024;

  @Override
  public long steps() {
    return config.stepsPerEpoch(pictures) * config.optimizer().epochs();
  }

  /** Trained parameters of one encoder. */
  long parameters() {
    return MocoModel.network(config.model()).parameters();
  }

  /** Bytes of tensors that a worker keeps, without the activations of a forward pass. */
  long workerBytes() {
    long local = config.ranks().logicalPerWorker();
    long partialSums = local == 1 ? 0 : 64 - Long.numberOfLeadingZeros(local - 1);
    StepTensors tensors = tensors();
    long networks = tensors.networks(StepTensors.COPIES + partialSums);
    long crops = 2L * local * config.picturesPerRank() * pictureBytes();
    return networks
        + tensors.queue()
        + tensors.loss()
        + crops * (config.data().prefetchBatches() + 1);
  }

  private StepTensors tensors() {
    return new StepTensors(
        config.model().peers(),
        parameters(),
        config.moco().queueSize(),
        config.model().dim(),
        config.picturesPerRank());
  }

  private long pictureBytes() {
    return 3L * config.data().cropSize() * config.data().cropSize();
  }

  /** Bytes of heap that the features of all neighbours take in each worker; 0 without kNN. */
  long neighbourBytes() {
    long neighbours = Math.min(pictures, config.knn().maxPictures());
    long width = MocoModel.network(config.model()).featureWidth();
    return config.measuresKnn() ? neighbours * width * Float.BYTES : 0;
  }

  /** Bytes that a worker sends in a step: gradients, keys and its share of the shuffle. */
  long bytesSentPerStep() {
    long workers = config.ranks().workers();
    long rows = (long) config.ranks().logicalPerWorker() * config.picturesPerRank();
    long gradients = config.model().peers() * parameters() * Float.BYTES;
    long keys = config.model().peers() * rows * config.model().dim() * Float.BYTES;
    return 2 * (workers - 1) * gradients / workers
        + (workers - 1) * keys
        + (workers - 1) * rows * pictureBytes() / workers;
  }

  /** Bytes of one checkpoint. */
  long checkpointBytes() {
    return tensors().networks(3) + tensors().queue();
  }

  @Override
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        Plan of %s
          data          %,d pictures, %,d steps an epoch, %d epochs: %,d steps
          batch         %d pictures: %d logical ranks of %d, on %d workers
          networks      %d peers of %s, %,d parameters each
          memory        about %,.0f MiB of tensors in each worker, and the activations of a pass%s
          exchange      about %,.1f MiB sent by each worker in a step
          checkpoints   %,.0f MiB each, every %d epochs%s, the last %d kept in %s/checkpoints
        """,
        config.name(),
        pictures,
        config.stepsPerEpoch(pictures),
        config.optimizer().epochs(),
        steps(),
        config.optimizer().batchSize(),
        config.ranks().logical(),
        config.picturesPerRank(),
        config.ranks().workers(),
        config.model().peers(),
        config.model().arch(),
        parameters(),
        workerBytes() / MIB,
        neighbourBytes() < 100 * MIB
            ? ""
            : String.format(Locale.ROOT, "; %,.0f MiB of heap for kNN", neighbourBytes() / MIB),
        bytesSentPerStep() / MIB,
        checkpointBytes() / MIB,
        config.checkpoint().everyEpochs(),
        config.checkpoint().everyMinutes() == 0
            ? ""
            : " and " + config.checkpoint().everyMinutes() + " minutes",
        config.checkpoint().keep(),
        config.output());
  }
}
