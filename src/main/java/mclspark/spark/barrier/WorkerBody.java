package mclspark.spark.barrier;

import java.time.Duration;
import mclspark.collective.RankFailedException;
import org.apache.spark.BarrierTaskContext;

/** The code around a {@link WorkerTask} on the executor. */
final class WorkerBody {

  private static final Duration HEAD_START = Duration.ofSeconds(3);
  private static final long POLL_MILLIS = 20;

  private WorkerBody() {}

  static <R> WorkerResult run(WorkerTask<R> task) {
    BarrierTaskContext spark = BarrierTaskContext.get();
    WorkerContext context = new WorkerContext(spark);
    try {
      return new WorkerResult(context.rank(), task.run(context));
    } catch (RankFailedException e) {
      letTheCulpritReport(context);
      throw e;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new WorkerFailedException(e);
    }
  }

  /**
   * Once Spark knows of one failed worker it reports all others as killed and drops their reasons.
   * So who merely noticed another's failure waits until Spark knows the culprit, for a moment.
   */
  private static void letTheCulpritReport(WorkerContext context) {
    long deadline = System.nanoTime() + HEAD_START.toNanos();
    try {
      while (!context.isInterrupted() && System.nanoTime() - deadline < 0) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) { // Spark ends this worker: it knows
      Thread.currentThread().interrupt();
    }
  }
}
