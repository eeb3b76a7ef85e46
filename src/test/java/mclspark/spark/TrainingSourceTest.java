package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.Gauge;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mclspark.metrics.MetricsEvent;
import mclspark.metrics.StepProgress;
import mclspark.spark.barrier.BarrierStage;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrainingSourceTest {

  private static final StepProgress PROGRESS =
      new StepProgress(3, 150, 12.5, new MetricsEvent.Speed(800, 0.25, 0.125));

  private static final List<Integer> ITEMS = List.of(1, 2);

  @BeforeEach
  void haveSpark() {
    TestSpark.session();
  }

  private static List<Source> sources() {
    return scala.jdk.javaapi.CollectionConverters.asJava(
        SparkEnv.get().metricsSystem().getSourcesByName("mcl"));
  }

  private static Map<String, Object> values() {
    Map<String, Object> values = new TreeMap<>();
    for (Map.Entry<String, Gauge<?>> gauge : gauges()) {
      values.put(gauge.getKey(), gauge.getValue().getValue());
    }
    return values;
  }

  @SuppressWarnings("rawtypes") // the registry's own signature
  private static List<Map.Entry<String, Gauge<?>>> gauges() {
    Map<String, Gauge<?>> gauges = new TreeMap<>();
    for (Map.Entry<String, Gauge> each : sources().get(0).metricRegistry().getGauges().entrySet()) {
      gauges.put(each.getKey(), each.getValue());
    }
    return List.copyOf(gauges.entrySet());
  }

  @Test
  void theDriverHasTheNewestValues() {
    try (TrainingSource source = TrainingSource.register(TestSpark.context(), "small", 400)) {
      assertEquals(-1L, values().get("step"));
      assertEquals(Double.NaN, values().get("loss"));
      source.step(PROGRESS);
      assertEquals(
          Map.of(
              "epoch", 3,
              "step", 150L,
              "loss", 12.5,
              "imagesPerSecond", 800.0,
              "dataWait", 0.25,
              "allReduce", 0.125),
          values());
    }
    assertTrue(sources().isEmpty());
  }

  @Test
  void descriptionsTellOfTheAttempt() {
    try (TrainingSource source = TrainingSource.register(TestSpark.context(), "small", 400)) {
      assertEquals("small: from step 0 of 400", source.description(0, -1));
      assertEquals("small: from step 100 of 400, restart 1", source.description(1, 100));
      source.step(PROGRESS);
      assertEquals(
          "small: from step 100 of 400, restart 2 after epoch 3, step 150, loss 12.5000",
          source.description(2, 100));
    }
  }

  private static SparkListener descriptions(BlockingQueue<String> described) {
    return new SparkListener() {
      @Override
      public void onJobStart(SparkListenerJobStart start) {
        described.add(String.valueOf(start.properties().get("spark.job.description")));
      }
    };
  }

  /** While all slots are taken by the training. */
  @Test
  void epochsAreInTheListOfJobs() throws Exception {
    JavaSparkContext spark = TestSpark.context();
    BlockingQueue<String> described = new ArrayBlockingQueue<>(10);
    SparkListener listener = descriptions(described);
    CompletableFuture<Object> trained = new CompletableFuture<>();
    try (TrainingSource source = TrainingSource.register(spark, "small", 400)) {
      spark.sc().addSparkListener(listener);
      new Thread(() -> trained.complete(spark.parallelize(ITEMS, 2).map(Held::hold).collect()))
          .start();
      assertEquals("null", described.poll(20, TimeUnit.SECONDS));
      source.epoch("Epoch 3: loss 12.5000");
      assertEquals("small: Epoch 3: loss 12.5000", described.poll(20, TimeUnit.SECONDS));
      assertFalse(trained.isDone());
    } finally {
      Held.RELEASE.countDown();
      spark.sc().removeSparkListener(listener);
      spark.setJobDescription(null);
    }
    assertEquals(ITEMS, trained.get(20, TimeUnit.SECONDS));
  }

  /** Static because a task can't capture it. */
  private static final class Held {
    static final CountDownLatch RELEASE = new CountDownLatch(1);

    static int hold(int item) throws InterruptedException {
      RELEASE.await(30, TimeUnit.SECONDS);
      return item;
    }
  }

  @Test
  void aStageKeepsTheDescriptionOfItsJob() throws InterruptedException {
    JavaSparkContext spark = TestSpark.context();
    BlockingQueue<String> described = new ArrayBlockingQueue<>(10);
    SparkListener listener = descriptions(described);
    spark.sc().addSparkListener(listener);
    try {
      spark.setJobDescription("small: from step 0 of 400");
      BarrierStage.run(spark, 2, worker -> worker.rank());
      assertEquals(
          "small: from step 0 of 400 (barrier stage of 2 workers)",
          described.poll(20, TimeUnit.SECONDS));
      BarrierStage.run(spark, 2, worker -> worker.rank());
      assertEquals("barrier stage of 2 workers", described.poll(20, TimeUnit.SECONDS));
    } finally {
      spark.sc().removeSparkListener(listener);
    }
  }
}
