package mclspark.supervised;

import java.util.Locale;
import mclspark.dataset.PictureListing;
import mclspark.model.peers.PeerNetwork;
import mclspark.run.Plan;

/**
 * What supervised training will do and need: what {@code --dry-run} prints and the start of each
 * run logs.
 *
 * @param config the run
 * @param pictures number of training pictures
 * @param tests number of test pictures
 * @param classes number of classes
 */
public record SupervisedPlan(SupervisedConfig config, int pictures, int tests, int classes)
    implements Plan {

  private static final double MIB = 1024 * 1024;

  /** A plan for listed data. */
  public static SupervisedPlan of(
      SupervisedConfig config, PictureListing train, PictureListing test) {
    return new SupervisedPlan(config, train.size(), test.size(), train.classNames().size());
  }

  @Override
  public long steps() {
    return config.stepsPerEpoch(pictures) * config.optimizer().epochs();
  }

  private PeerNetwork network() {
    return SupervisedState.network(config, classes);
  }

  /** Trained parameters, those of the heads included. */
  long parameters() {
    long width = network().featureWidth();
    long dim = config.model().projectionDim();
    long head = (width + 1) * dim + (dim + 1) * dim; // two linear layers with bias
    return network().parameters() + config.model().peers() * head;
  }

  /** Bytes of the memory bank, and nothing where there is none. */
  long bankBytes() {
    boolean bank = config.mcl().isContrastive() && !config.mcl().balancesClasses();
    long peers = config.model().peers();
    return bank ? peers * pictures * config.model().projectionDim() * Float.BYTES : 0;
  }

  /** Bytes of tensors that a worker keeps, without the activations of a forward pass. */
  long workerBytes() {
    long local = config.ranks().logicalPerWorker();
    long partialSums = local == 1 ? 0 : 64 - Long.numberOfLeadingZeros(local - 1);
    long copies = 3 + partialSums; // values, gradients, velocities, sums of subtrees
    long side = config.data().cropSize();
    long crops = local * config.picturesPerRank() * 3 * side * side;
    return parameters() * copies * Float.BYTES
        + bankBytes()
        + crops * (config.data().prefetchBatches() + 1);
  }

  /** Bytes that a worker sends in a step: gradients and projections. */
  long bytesSentPerStep() {
    long workers = config.ranks().workers();
    long rows = (long) config.ranks().logicalPerWorker() * config.picturesPerRank();
    long projections =
        config.mcl().isContrastive()
            ? config.model().peers() * rows * config.model().projectionDim() * Float.BYTES
            : 0;
    return 2 * (workers - 1) * parameters() * Float.BYTES / workers + (workers - 1) * projections;
  }

  /** Bytes of one checkpoint: values, velocities and the best peers. */
  long checkpointBytes() {
    return 2 * parameters() * Float.BYTES + network().parameters() * Float.BYTES + bankBytes();
  }

  @Override
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        Plan of %s
          data          %,d pictures of %,d classes, %,d to test
          steps         %,d an epoch, %d epochs: %,d steps
          batch         %d pictures: %d logical ranks of %d, on %d workers
          networks      %d peers of %s: %,d parameters, %,.3f million multiply-adds for a picture
          memory        about %,.0f MiB of tensors in each worker, and the activations of a pass
          exchange      about %,.1f MiB sent by each worker in a step
          checkpoints   %,.0f MiB each (and of heap while one is written), every %d epochs, the last %d kept in %s/checkpoints
        """,
        config.name(),
        pictures,
        classes,
        tests,
        config.stepsPerEpoch(pictures),
        config.optimizer().epochs(),
        steps(),
        config.optimizer().batchSize(),
        config.ranks().logical(),
        config.picturesPerRank(),
        config.ranks().workers(),
        config.model().peers(),
        config.model().arch(),
        network().parameters(),
        network().multiplyAdds(config.data().cropSize()) / 1e6,
        workerBytes() / MIB,
        bytesSentPerStep() / MIB,
        checkpointBytes() / MIB,
        config.checkpoint().everyEpochs(),
        config.checkpoint().keep(),
        config.output());
  }
}
