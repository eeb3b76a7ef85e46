package mclspark.run;

import java.util.Optional;
import mclspark.sampling.EpochSampler;
import mclspark.sampling.LastBatch;
import mclspark.step.PictureInput;
import mclspark.step.Ranks;
import mclspark.tensor.TorchEngine;

/**
 * What a worker's {@link Task} is built on.
 *
 * @param site the worker's place among the others
 * @param engine its libtorch
 * @param input puts crops into tensors
 * @param ranks the logical ranks that it computes
 * @param train training pictures
 * @param bank labelled pictures that vote in kNN; as a rule the training pictures
 * @param test test pictures; empty where nothing is tested
 * @param saving asked during a long evaluation, equally often on all workers: saves and ends the
 *     run if it is to stop
 */
public record TaskContext(
    WorkerEnvironment site,
    TorchEngine engine,
    PictureInput input,
    Ranks ranks,
    OpenedPictures train,
    OpenedPictures bank,
    Optional<OpenedPictures> test,
    StopSignal saving) {

  /** Shuffles the training pictures of each epoch and deals them out to the logical ranks. */
  public EpochSampler shuffled(long seed, LastBatch last) {
    return new EpochSampler(
        seed, train.source().size(), ranks.logical(), ranks.batch(), last, train.source().layout());
  }

  /** Classes of the training pictures. */
  public int classes() {
    return train.source().classNames().size();
  }
}
