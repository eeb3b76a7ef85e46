package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.PretrainPlan;
import mclspark.pretrain.PretrainTask;
import mclspark.pretrain.WarmStart;
import mclspark.run.RunData;
import mclspark.run.StopSignal;
import mclspark.run.TrainingRun;
import mclspark.run.WorkerEnvironment;
import org.apache.spark.api.java.JavaSparkContext;

/** Pre-training as {@link TrainingJob} does it, in a Spark that outlives it and with faults. */
public final class StageRun {

  private StageRun() {}

  /** Code of a test in the worker's loop. */
  @FunctionalInterface
  public interface Fault extends Serializable {

    Fault NONE = (rank, steps) -> {};

    /**
     * Called before a step; may throw.
     *
     * @param steps finished steps of this attempt
     */
    void beforeStep(int rank, int steps);
  }

  /** Runs to the end, restarts included. */
  public static void run(PretrainConfig config, JavaSparkContext spark, Fault fault)
      throws InterruptedException {
    TrainingStage stage = new TrainingStage(config);
    List<String> problems = new ArrayList<>();
    JobData data = JobData.list(config, config.measuresKnn(), stage.hadoop(), problems);
    assertEquals(List.of(), problems);
    RunData pictures = new RunData(data.train(), data.test());
    stage.awaitSlots(spark);
    stage.run(
        spark,
        new PretrainPlan(config, data.train().size()).steps(),
        (checkpoint, site) ->
            TrainingRun.run(
                config,
                pictures,
                checkpoint,
                with(fault, site),
                context -> new PretrainTask(config, WarmStart.NONE, context)));
  }

  private static WorkerEnvironment with(Fault fault, WorkerEnvironment site) {
    StopSignal stop =
        new StopSignal() {
          private int steps;

          @Override
          public void check() {
            site.stop().check();
            fault.beforeStep(site.workers().rank(), steps++);
          }
        };
    return new WorkerEnvironment(site.workers(), site.gpu(), site.hadoop(), site.output(), stop);
  }
}
