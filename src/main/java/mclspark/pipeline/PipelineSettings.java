package mclspark.pipeline;

import java.time.Duration;
import java.util.List;
import mclspark.augment.CropView;

/**
 * What a {@link BatchPipeline} does with every picture.
 *
 * @param seed the run's seed
 * @param views the crops made of each picture; it is decoded once for all of them
 * @param broken what stands in for a picture that cannot be read
 * @param threads worker threads; the content of the batches does not depend on it
 * @param deadline longest time that the consumer waits for one batch
 * @param freshEachStep whether a picture that comes again in an epoch gets another crop; where it
 *     comes once, a crop is a function of the picture and the epoch alone
 */
public record PipelineSettings(
    long seed,
    List<CropView> views,
    BrokenRule broken,
    int threads,
    Duration deadline,
    boolean freshEachStep) {

  /** Settings for pictures that come once in an epoch. */
  public PipelineSettings(
      long seed, List<CropView> views, BrokenRule broken, int threads, Duration deadline) {
    this(seed, views, broken, threads, deadline, false);
  }

  /** Checks the numbers. */
  public PipelineSettings {
    views = List.copyOf(views);
    if (views.isEmpty() || threads < 1 || deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          views.size() + " views, " + threads + " threads, deadline " + deadline);
    }
  }
}
