package mclspark.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.augment.CropView;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.metrics.MetricsEvent;
import mclspark.pipeline.CropBatch;
import mclspark.sampling.BatchPlan;

/**
 * What one kind of job does, on one worker: {@link TrainingRun} is the loop around it. All workers
 * call the same methods in the same order, so that collective calls meet.
 *
 * @param <R> what a worker reports when all is done
 */
public interface Task<R> extends AutoCloseable {

  /** Networks that are trained side by side. */
  int networks();

  /** Their trained parameters together. */
  long parameters();

  /** Name of the run that the networks come from; empty if from none. */
  default String parentRun() {
    return "";
  }

  /** This worker's rows in each step of an epoch; as many steps in each epoch. */
  BatchPlan plan(int epoch);

  /** How a picture is shown: one crop for each view. */
  List<CropView> views();

  /** Whether a picture that comes again in an epoch gets another crop. */
  default boolean freshCrops() {
    return false;
  }

  /** Draws the starting weights. */
  void initialize();

  /** Takes over the files of a checkpoint. */
  void restore(Map<String, TensorFile> files);

  /** The files of a checkpoint; complete on the first worker, which has the running statistics. */
  Map<String, TensorFile> state();

  /** What is no longer finite, in words, if anything is. */
  Optional<String> notFinite();

  /**
   * Trains on one global batch.
   *
   * @param batch this worker's rows
   * @param position before the step
   * @return numbers of each logical rank, in rank order and the same on all workers
   * @throws mclspark.step.DivergedException on all workers, before the update, if a loss is not
   *     finite
   */
  List<double[]> step(CropBatch batch, RunPosition position, double learningRate);

  /** Nanoseconds that training has waited for other workers so far. */
  long communicationNanos();

  /** A line of the metrics about some steps. */
  MetricsEvent stepLine(StepMeter.Span steps);

  /** Lines about the steps of an epoch that has ended. */
  List<MetricsEvent> epochLines(StepMeter.Span steps);

  /**
   * Tests what an epoch has trained, before the checkpoint, which keeps the scores.
   *
   * @param position in the epoch that has just been trained
   * @return lines of the metrics about it
   */
  default List<MetricsEvent> test(RunPosition position) {
    return List.of();
  }

  /** Whether {@link #evaluate} is due after so many epochs. */
  default boolean evaluates(int epochsDone) {
    return false;
  }

  /** Measures what no checkpoint keeps, after it and before the first epoch. */
  default void evaluate(RunPosition position, RunJournal journal) {}

  /** Writes the last lines of the metrics. */
  R finish(RunPosition position, RunJournal journal);

  /** Stops threads; tensors end with the run's scope. */
  @Override
  void close();
}
