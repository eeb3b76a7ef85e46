package mclspark.run;

import java.util.Map;
import mclspark.checkpoint.TrainingProgress;

/** How far a run has come, on every worker. */
public final class RunPosition {

  private int epoch;
  private int stepInEpoch;
  private long globalStep;
  private long imagesSeen;

  /** Goes to where a checkpoint was taken. */
  void restore(TrainingProgress progress) {
    epoch = progress.epoch();
    stepInEpoch = (int) progress.stepInEpoch();
    globalStep = progress.globalStep();
    imagesSeen = progress.imagesSeen();
  }

  /** For a checkpoint, with further counts. */
  TrainingProgress progress(Map<String, Long> counters) {
    return new TrainingProgress(epoch, stepInEpoch, globalStep, imagesSeen, counters);
  }

  void stepDone(int images) {
    stepInEpoch++;
    globalStep++;
    imagesSeen += images;
  }

  void endEpoch() {
    epoch++;
    stepInEpoch = 0;
  }

  /** Finished epochs, and so the number of the present one. */
  public int epoch() {
    return epoch;
  }

  /** Steps of the present epoch that are done. */
  public int stepInEpoch() {
    return stepInEpoch;
  }

  /** Steps done since the run began. */
  public long globalStep() {
    return globalStep;
  }

  /** Pictures consumed since the run began. */
  public long imagesSeen() {
    return imagesSeen;
  }
}
