package mclspark.spark.barrier;

import java.util.List;
import java.util.Optional;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.TaskCompletionListener;

/** A worker's view of its barrier stage: who it is and how to reach the others. */
public final class WorkerContext {

  private final BarrierTaskContext context;

  WorkerContext(BarrierTaskContext context) {
    this.context = context;
  }

  /** This worker's number, from 0. */
  public int rank() {
    return context.partitionId();
  }

  /** How many workers there are, P. */
  public int size() {
    return context.getTaskInfos().length;
  }

  /** Spark's number of the stage; every restart has another one. */
  public int stageId() {
    return context.stageId();
  }

  /** Which attempt of the stage this is, from 0. */
  public int stageAttempt() {
    return context.stageAttemptNumber();
  }

  /**
   * Host name or address of this worker's executor, by which the others reach it and to which it
   * binds its sockets. Without the brackets of an IPv6 address.
   */
  public String host() {
    // A task's address in Spark's list is where its connection to the driver came from instead.
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /**
   * Sends a message to all workers and returns those of all, in rank order. Every worker must call
   * it; meant for set-up, never for the step loop.
   *
   * @throws IllegalStateException if not all workers arrive within spark.barrier.sync.timeout
   */
  public List<String> allGather(String message) {
    try {
      List<String> messages;
      try (BarrierWait wait = BarrierWait.begin()) {
        messages = List.of(context.allGather(message));
      }
      stopIfInterrupted(); // an interrupt at the very end of Spark's wait is lost
      return messages;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // Scala throws SparkException undeclared
      throw new IllegalStateException(
          "Worker %d of %d: the exchange of addresses failed; did a worker not arrive in time?"
              .formatted(rank(), size()),
          e);
    }
  }

  /** Whether Spark has asked this worker to end. To be asked once per step. */
  public boolean isInterrupted() {
    return context.isInterrupted();
  }

  /** Ends this worker if {@link #isInterrupted}, in the way that Spark expects. */
  public void stopIfInterrupted() {
    if (isInterrupted()) {
      throw new TaskKilledException("worker %d was asked to end".formatted(rank()));
    }
  }

  /** Address of the GPU that Spark gave to this worker, such as "0"; empty if it gave none. */
  public Optional<String> gpuAddress() {
    return GpuResources.address(context.resourcesJMap());
  }

  /** Runs an action when this worker ends, in success, failure and after a kill alike. */
  public void onCompletion(Runnable action) {
    TaskCompletionListener listener = ended -> action.run();
    context.addTaskCompletionListener(listener);
  }
}
