package mclspark.run;

import java.util.Optional;
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
    Optional<OpenedPictures> test,
    StopSignal saving) {

  /** Classes of the training pictures. */
  public int classes() {
    return train.source().classNames().size();
  }
}
