package mclspark.spark.cluster;

import java.time.Duration;
import mclspark.UserError;
import mclspark.spark.barrier.GaveUpException;
import mclspark.step.RanksConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how many workers an attempt gets. A run that begins needs all that the configuration asks
 * for. One that goes on, after a failure or by a command given again, waits for them a while and
 * then takes fewer, since a machine may be lost for good; the next restart tries for all of them
 * again.
 */
public final class ElasticWorkers {

  private static final Logger LOG = LoggerFactory.getLogger(ElasticWorkers.class);

  private final RanksConfig ranks;
  private final WorkerRequest request;
  private final Duration slotWait;

  /**
   * Prepares the decision.
   *
   * @param request all workers, and how long to wait for the first of them at all
   * @param slotWait how long a run that goes on waits for all of them
   */
  public ElasticWorkers(RanksConfig ranks, WorkerRequest request, Duration slotWait) {
    this.ranks = ranks;
    this.request = request;
    this.slotWait = slotWait;
  }

  /**
   * Waits for the slots of a command's first attempt. Executors have yet to come, so it is patient.
   *
   * @param goesOn whether there is a checkpoint to go on from
   * @return number of workers
   * @throws UserError if there are too few slots, which for a run that goes on means none
   */
  public int first(Slots slots, boolean goesOn) throws InterruptedException {
    if (!goesOn) {
      Preflight.awaitSlots(slots, request);
      return request.workers();
    }
    boolean longer = slotWait.compareTo(request.patience()) > 0;
    return await(slots, longer ? slotWait : request.patience());
  }

  /**
   * Waits for the slots of a restart.
   *
   * @return number of workers
   * @throws GaveUpException if there are none: the run had some, so no setting is wrong
   */
  public int again(Slots slots) throws InterruptedException {
    try {
      return await(slots, slotWait);
    } catch (UserError e) {
      throw GaveUpException.slotsLost(e);
    }
  }

  private int await(Slots slots, Duration slotWait) throws InterruptedException {
    int free = slots.await(request.workers(), slotWait);
    if (free == 0) {
      Preflight.awaitSlots(slots, new WorkerRequest(1, request.device(), request.patience()));
      free = slots.await(request.workers(), slotWait); // executors seldom come all at once
    }
    int workers = ranks.workersOn(Math.max(1, free));
    if (workers < request.workers()) {
      LOG.warn(
          "{} of {} slots are there after {} s: going on with {} worker(s) for the {} logical"
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
