package mclspark.spark;

import java.time.Duration;
import mclspark.UserError;
import mclspark.run.StopSignal;
import mclspark.spark.barrier.WorkerContext;
import mclspark.storage.StopFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a worker when Spark asks, and lets the run save itself when its stop file appears. */
final class WorkerStop implements StopSignal {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerStop.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final WorkerContext context;
  private final StopFile file;
  private long lastLook = System.nanoTime();

  WorkerStop(WorkerContext context, StopFile file) {
    this.context = context;
    this.file = file;
  }

  @Override
  public void check() {
    context.stopIfInterrupted();
  }

  /** Looks at most once a second: on an object store a look takes as long as a small step. */
  @Override
  public boolean wantsEnd() {
    long now = System.nanoTime();
    if (now - lastLook < LOOK_NANOS) {
      return false;
    }
    lastLook = now;
    try {
      return file.exists();
    } catch (UserError e) { // worth no run; if it lasts, the next checkpoint fails
      LOG.warn("{}", e.getMessage());
      return false;
    }
  }
}
