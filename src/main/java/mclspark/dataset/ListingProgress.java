package mclspark.dataset;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells now and then how far a listing has come that takes long, also while a storage is silent.
 */
public final class ListingProgress implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ListingProgress.class);
  private static final long EVERY_SECONDS = 5;

  private final LongAdder seen = new LongAdder();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "listing-progress");
            thread.setDaemon(true);
            return thread;
          });

  private ListingProgress() {}

  /** Starts to tell of what is listed. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
  public static ListingProgress of(Object what) {
    ListingProgress progress = new ListingProgress();
    progress.clock.scheduleAtFixedRate(
        () -> LOG.info("Listing {}: {} files so far", what, "%,d".formatted(progress.files())),
        EVERY_SECONDS,
        EVERY_SECONDS,
        TimeUnit.SECONDS);
    return progress;
  }

  /** Counts a file; any thread may. */
  public void count() {
    seen.increment();
  }

  /** Files so far. */
  long files() {
    return seen.sum();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
