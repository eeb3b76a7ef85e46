package mclspark.spark.embed;

import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every so often how far a job is; Spark counts the pictures of a task when it ends. */
final class EmbedProgress implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbedProgress.class);
  private static final long PERIOD_MILLIS = 15_000;
  private static final double NANOS = 1e9;

  private final JavaSparkContext spark;
  private final LongAccumulator pictures;
  private final long start = System.nanoTime();
  private final Timer timer = new Timer("embed-progress", true);

  EmbedProgress(JavaSparkContext spark, LongAccumulator pictures) {
    this.spark = spark;
    this.pictures = pictures;
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            LOG.info("{}", line());
          }
        },
        PERIOD_MILLIS,
        PERIOD_MILLIS);
  }

  String line() {
    int tasks = 0;
    int done = 0;
    for (int stage : spark.statusTracker().getActiveStageIds()) {
      SparkStageInfo info = spark.statusTracker().getStageInfo(stage);
      tasks += info == null ? 0 : info.numTasks();
      done += info == null ? 0 : info.numCompletedTasks();
    }
    return String.format(
            Locale.ROOT, "%,d pictures embedded, %.0f a second", pictures.value(), perSecond())
        + (tasks == 0
            ? ""
            : "; %d of %d tasks are done".formatted(done, tasks)); // none before and after
  }

  /** Pictures a second since the start. */
  double perSecond() {
    return pictures.value() / ((System.nanoTime() - start) / NANOS);
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
