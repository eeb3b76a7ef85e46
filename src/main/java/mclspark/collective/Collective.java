package mclspark.collective;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Communication among the workers of one run. Every worker calls the same operations, with the same
 * sizes, in the same order, from one thread at a time; a back end that sees anything else fails
 * with a {@link RankFailedException} on every worker rather than hang. Only {@link DeviceReduction}
 * does not see what others call.
 *
 * <p>All buffers are direct, in native byte order; an operation uses the bytes between position and
 * limit and leaves both unchanged.
 *
 * <p>Misuses: calling an operation on some workers only (inside {@code if (rank() == 0)}); catching
 * the exception of one operation and calling the next (after a failure the group is dead); reading
 * a buffer before the call that fills it has returned.
 */
public interface Collective extends AutoCloseable {

  /** This worker's number, from 0. */
  int rank();

  /** How many workers there are. */
  int size();

  /** Name of the back end and why it was chosen, for the log. */
  String description();

  /**
   * Adds the float32 values of all workers, element by element, in place. Partial sums are added in
   * the order of a binary tree over the workers: adjacent pairs, then pairs of pairs, an odd one
   * carried up. Every back end gives the same bits. With n floats on P workers each worker sends
   * about {@code 2 n (P - 1) / P} of them.
   *
   * @param floats direct buffer, native order, the same number of bytes everywhere, possibly none
   * @throws RankFailedException if a worker died, fell silent or called something else
   */
  void allReduceSum(ByteBuffer floats);

  /**
   * Concatenates the workers' {@code own} bytes, in rank order, into {@code all} of every worker.
   * {@code own.remaining()} is the same n everywhere, {@code all.remaining()} is {@code n *
   * size()}.
   *
   * @throws RankFailedException if a worker died, fell silent or called something else
   */
  void allGather(ByteBuffer own, ByteBuffer all);

  /**
   * Sends {@code send.get(r)} to worker r and receives into {@code receive.get(r)} what worker r
   * sent here. Sizes may differ from pair to pair, zero included, but both sides of a pair must
   * expect the same.
   *
   * @param send one direct buffer per worker, this one included
   * @param receive one direct buffer per worker, this one included
   * @throws RankFailedException if a worker died, fell silent, called something else or sent
   *     another number of bytes than expected here
   */
  void allToAll(List<ByteBuffer> send, List<ByteBuffer> receive);

  /**
   * Memory of which {@link #allReduceSum} makes no copies, for what is summed again and again: one
   * buffer for each size, of zeros, or none at all where other memory is as good. All workers call
   * it, with the same sizes; only the buffers of the latest call are special. Whoever uses them
   * keeps hold of them.
   *
   * @param bytes sizes of the buffers
   * @throws RankFailedException if a worker died, fell silent or called something else
   */
  default List<ByteBuffer> sharedBuffers(List<Integer> bytes) {
    return List.of();
  }

  /** All-reduce in GPU memory; empty where device memory has to be copied to the host first. */
  default Optional<DeviceReduction> deviceReduction() {
    return Optional.empty();
  }

  /**
   * Fails if the group has failed. Whoever has waited for a device asks before it trusts what a sum
   * on the device has left there: one that was broken off leaves numbers, too.
   *
   * @throws RankFailedException if a worker died or fell silent since the last operation
   */
  default void check() {}

  /**
   * Payload bytes that this worker has sent to others since it joined, frame headers left out: the
   * same number with every back end.
   */
  long bytesSent();

  /** Nanoseconds that this worker has spent in operations, waiting included; 0 if not measured. */
  default long nanoseconds() {
    return 0;
  }

  /** Leaves the group. Waiting workers notice and fail. */
  @Override
  void close();
}
