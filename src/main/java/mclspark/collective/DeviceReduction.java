package mclspark.collective;

/**
 * All-reduce in the memory of GPUs. Every worker must call it in the same order with the same
 * number of elements, from one thread. The library does not check that, unlike what {@link
 * Collective} promises: another number of elements on one worker gives wrong sums or an error of
 * the GPU, and a sum that some worker never joins is noticed only when that worker dies, leaves or
 * falls silent, or after {@link CollectiveOptions#progress}.
 */
public interface DeviceReduction {

  /**
   * Queues the sum over all workers, in place, on the buffer's stream and returns, mostly before
   * the sum is there. What is queued on that stream afterwards sees the sum. If a worker fails
   * meanwhile, the queue runs on with meaningless values and the next call of any operation of the
   * group throws: call one before a value leaves the GPU for good.
   *
   * <p>The order of the sum is the library's own: it depends on the number of workers and on how
   * they are wired, so the bits differ from those of {@link Collective#allReduceSum}.
   *
   * @throws RankFailedException if the group is known to have failed: a worker died, left or fell
   *     silent, the library reported an error, or an earlier sum was not done in time
   */
  void allReduceSum(DeviceBuffer floats);
}
