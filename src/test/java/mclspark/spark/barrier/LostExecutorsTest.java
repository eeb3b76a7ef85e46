package mclspark.spark.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mclspark.spark.TestSpark;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.Option;

@Timeout(60)
class LostExecutorsTest {

  private static final String KILLED =
      "Container killed by YARN for exceeding physical memory limits. 1.1 GB of 640 MB physical"
          + " memory used. Consider boosting spark.executor.memoryOverhead.";

  private static GaveUpException gaveUp() {
    return new GaveUpException(1, RestartLoop.NO_CHECKPOINT, new RuntimeException("why"));
  }

  private static SparkListenerExecutorRemoved removed(String reason) {
    return new SparkListenerExecutorRemoved(0, "2", reason);
  }

  @Test
  void aReasonThatComesLateIsWaitedForAndTold() throws Exception {
    try (LostExecutors lost = LostExecutors.of(TestSpark.context(), Duration.ofSeconds(30))) {
      CompletableFuture<Void> late =
          CompletableFuture.runAsync(
              () -> lost.onExecutorRemoved(removed(KILLED)),
              CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
      assertEquals(
          gaveUp().getMessage() + " Executor 2 was lost: " + KILLED,
          lost.explain(gaveUp()).getMessage());
      late.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatIsKnownOrLongAgoIsNotTold() throws Exception {
    try (LostExecutors lost = LostExecutors.of(TestSpark.context(), Duration.ZERO)) {
      assertSame(gaveUp().getClass(), lost.explain(gaveUp()).getClass());
      lost.onExecutorRemoved(removed("why"));
      assertEquals(gaveUp().getMessage(), lost.explain(gaveUp()).getMessage());
      lost.onExecutorRemoved(removed(KILLED));
      lost.forget();
      assertEquals(gaveUp().getMessage(), lost.explain(gaveUp()).getMessage());
    }
  }

  @Test
  void aLackOfMemoryNamesItsSettingOnce() throws Exception {
    try (LostExecutors lost = LostExecutors.of(TestSpark.context(), Duration.ZERO)) {
      assertEquals(
          "Container killed. Consider boosting spark.executor.memoryOverhead.",
          told(lost, "Container killed.\n Consider boosting spark.executor.memoryOverhead."));
      assertEquals(
          "The executor exited with exit code 137(SIGKILL, possible container OOM). If memory was"
              + " short, raise spark.executor.memoryOverhead.",
          told(
              lost,
              "\nThe executor exited with exit code 137(SIGKILL, possible container OOM).\n"));
      assertEquals("Command exited with code 1.", told(lost, "Command exited with code 1"));
    }
  }

  @Test
  void aFullHeapNamesItsSetting() throws Exception {
    try (LostExecutors lost = LostExecutors.of(TestSpark.context(), Duration.ZERO)) {
      String remedy = " If its log tells of Java heap space, raise spark.executor.memory.";
      assertEquals(
          "Exit status: 143. Killed by external signal." + remedy,
          told(lost, "Exit status: 143.\nKilled by external signal\n."));
      assertEquals(
          "Command exited with code 52." + remedy, told(lost, "Command exited with code 52"));
      assertEquals("1.5 GB of 52 MB used.", told(lost, "1.5 GB of 52 MB used"));
    }
  }

  @Test
  void theSettingIsToldToThoseWhoKnowTheReason() throws Exception {
    try (LostExecutors lost = LostExecutors.of(TestSpark.context(), Duration.ZERO)) {
      String reason = "Command exited with code 137";
      TaskInfo task = new TaskInfo(1, 0, 0, 0, 0, "2", "node7", TaskLocality$.MODULE$.ANY(), false);
      WorkerFailure worker =
          WorkerFailure.of(
              task,
              new ExecutorLostFailure("2", true, Option.apply("Command\nexited with code 137")));
      assertEquals(
          "ExecutorLostFailure (executor 2 exited caused by one of the running tasks) Reason: "
              + reason,
          worker.reason());
      GaveUpException known =
          new GaveUpException(1, RestartLoop.NO_CHECKPOINT, new RuntimeException(worker.reason()));
      lost.onExecutorRemoved(removed(reason));
      assertEquals(
          known.getMessage() + " If memory was short, raise spark.executor.memoryOverhead.",
          lost.explain(known).getMessage());
    }
  }

  private static String told(LostExecutors lost, String reason) throws InterruptedException {
    lost.onExecutorRemoved(removed(reason));
    return lost.explain(gaveUp()).getMessage().replaceFirst(".* Executor 2 was lost: ", "");
  }
}
