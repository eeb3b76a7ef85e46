package mclspark.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a run has come when its state is saved.
 *
 * @param epoch the epoch in which training goes on, from 0
 * @param stepInEpoch steps of this epoch that are done
 * @param globalStep steps that are done since the run began
 * @param imagesSeen pictures that the run has consumed
 * @param counters further counts, such as skipped pictures
 */
public record TrainingProgress(
    int epoch, long stepInEpoch, long globalStep, long imagesSeen, Map<String, Long> counters) {

  /** Copies the counters and checks that nothing is negative. */
  public TrainingProgress {
    counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    if (epoch < 0 || stepInEpoch < 0 || globalStep < 0 || imagesSeen < 0) {
      throw new IllegalArgumentException(
          String.format(
              "epoch %d, step %d, global step %d, %d images; none may be negative",
              epoch, stepInEpoch, globalStep, imagesSeen));
    }
  }
}
