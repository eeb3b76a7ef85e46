package mclspark.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import mclspark.metrics.MetricsEvent;
import mclspark.metrics.ProgressListener;
import mclspark.metrics.StepProgress;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.metrics.source.Source;

/**
 * A run's progress among the driver's Spark metrics, so that every sink of {@code
 * spark.metrics.conf.*} has it: gauges {@code epoch}, {@code step}, {@code loss}, {@code
 * imagesPerSecond}, {@code dataWait} and {@code allReduce} of the source {@code mcl}, from the last
 * line of steps in the metrics file. Until there is one they are NaN, epoch and step -1.
 *
 * <p>In the Spark UI the training is one job, whose description is fixed when it starts: {@link
 * #description} tells where the attempt starts and how far the one before it came. Each epoch adds
 * a job without tasks to the list, described by its number and loss.
 */
final class TrainingSource implements Source, ProgressListener, AutoCloseable {

  private static final StepProgress NOTHING =
      new StepProgress(
          -1, -1, Double.NaN, new MetricsEvent.Speed(Double.NaN, Double.NaN, Double.NaN));

  private final JavaSparkContext spark;
  private final String run;
  private final long steps;
  private final MetricRegistry registry = new MetricRegistry();
  private volatile StepProgress last = NOTHING;
  private volatile long stepOfAttempt = NOTHING.step();

  private TrainingSource(JavaSparkContext spark, String run, long steps) {
    this.spark = spark;
    this.run = run;
    this.steps = steps;
    registry.register("epoch", (Gauge<Integer>) () -> last.epoch());
    registry.register("step", (Gauge<Long>) () -> last.step());
    gauge("loss", StepProgress::loss);
    gauge("imagesPerSecond", progress -> progress.speed().imagesPerSecond());
    gauge("dataWait", progress -> progress.speed().dataWait());
    gauge("allReduce", progress -> progress.speed().allReduce());
  }

  private void gauge(String name, ToDoubleFunction<StepProgress> value) {
    registry.register(name, (Gauge<Double>) () -> value.applyAsDouble(last));
  }

  /**
   * Adds the source to the metrics of the running Spark; {@link #close} takes it away.
   *
   * @param steps of the whole run
   */
  static TrainingSource register(JavaSparkContext spark, String run, long steps) {
    TrainingSource source = new TrainingSource(spark, run, steps);
    SparkEnv.get().metricsSystem().registerSource(source);
    return source;
  }

  @Override
  public String sourceName() {
    return "mcl";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void step(StepProgress progress) {
    last = progress;
    stepOfAttempt = progress.step();
  }

  /** The last step told since {@link #description}, or -1. */
  long stepOfAttempt() {
    return stepOfAttempt;
  }

  /**
   * The description is a property of the calling thread; a job without partitions needs no slot.
   */
  @Override
  public void epoch(String summary) {
    spark.setJobDescription(run + ": " + summary);
    spark.emptyRDD().count();
  }

  /**
   * What the Spark UI says of an attempt that begins.
   *
   * @param restart how often the stage has been started before
   * @param checkpoint steps done at the checkpoint that it starts from, or negative
   */
  String description(int restart, long checkpoint) {
    StepProgress before = last;
    stepOfAttempt = NOTHING.step();
    String text =
        "%s: from step %d of %d".formatted(run, Math.max(0, checkpoint), steps)
            + (restart == 0 ? "" : ", restart %d".formatted(restart));
    return before.step() < 0
        ? text
        : String.format(
            Locale.ROOT,
            "%s after epoch %d, step %d, loss %.4f",
            text,
            before.epoch(),
            before.step(),
            before.loss());
  }

  @Override
  public void close() {
    SparkEnv.get().metricsSystem().report(); // or the last values would reach no sink
    SparkEnv.get().metricsSystem().removeSource(this);
  }
}
