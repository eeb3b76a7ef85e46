package mclspark.spark;

import java.time.Duration;
import mclspark.config.RanksConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how many workers an attempt gets. The first needs all that the configuration asks for. A
 * restart waits for them a while and then goes on with fewer, since a machine may be lost for good;
 * the next restart tries for all of them again.
 */
final class ElasticWorkers {

  private static final Logger LOG = LoggerFactory.getLogger(ElasticWorkers.class);

  private final RanksConfig ranks;
  private final WorkerRequest request;
  private final Duration slotWait;

  /**
   * Prepares the decision.
   *
   * @param request all workers, and how long to wait for the first of them at all
   * @param slotWait how long a restart waits for all of them
   */
  ElasticWorkers(RanksConfig ranks, WorkerRequest request, Duration slotWait) {
    this.ranks = ranks;
    this.request = request;
    this.slotWait = slotWait;
  }

  /**
   * Waits for slots.
   *
   * @param restart how often the stage has been started before
   * @return number of workers
   * @throws mclspark.UserError if there are too few slots, which for a restart means none
   */
  int await(Slots slots, int restart) throws InterruptedException {
    if (restart == 0) {
      Preflight.awaitSlots(slots, request);
      return request.workers();
    }
    int free = slots.await(request.workers(), slotWait);
    if (free == 0) {
      Preflight.awaitSlots(slots, new WorkerRequest(1, request.gpu(), request.patience()));
      free = slots.free();
    }
    int workers = ranks.workersOn(Math.max(1, free));
    if (workers < request.workers()) {
      LOG.warn(
          "{} of {} slots came back within {} s: going on with {} worker(s) for the {} logical"
              + " ranks; the next restart tries for {} again{}",
          free,
          request.workers(),
          slotWait.toSeconds(),
          workers,
          ranks.logical(),
          request.workers(),
          ranks.keepsBits() ? "" : "; the last digits will differ, since W / P is no power of two");
    }
    return workers;
  }
}
