package mclspark.collective.nccl;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import mclspark.collective.Buffers;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.DeviceBuffer;
import mclspark.collective.DeviceReduction;
import mclspark.collective.Failure;
import mclspark.collective.Operation;
import mclspark.collective.RankFailedException;
import mclspark.collective.join.Collectives;
import mclspark.collective.mesh.MeshMember;
import mclspark.collective.mesh.TcpCollective;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers with a GPU each. What lies in GPU memory is summed by NCCL, without a copy to the host;
 * host buffers go through shared memory on one machine and over {@link TcpCollective} otherwise, as
 * heartbeats and the news of failures always do. A failure on either side ends both.
 *
 * <p>NCCL's own connections carry no proof of who is at the other end and no encryption: its
 * network must be a trusted one. The name of the NCCL group travels over ours.
 */
public final class NcclCollective implements Collective, DeviceReduction {

  private static final Logger LOG = LoggerFactory.getLogger(NcclCollective.class);

  private final MeshMember host;
  private final NcclLibrary nccl;
  private final NcclCommunicator communicator;
  private final NcclWatch watch;
  private final int device;
  private final Duration progress;
  private final AtomicBoolean closed = new AtomicBoolean();
  private long sequence;
  private volatile long deviceBytes;
  private volatile long deviceNanoseconds;

  private NcclCollective(
      MeshMember host,
      NcclLibrary nccl,
      NcclCommunicator communicator,
      int device,
      Duration progress) {
    this.host = host;
    this.nccl = nccl;
    this.communicator = communicator;
    this.device = device;
    this.progress = progress;
    watch = new NcclWatch(host, device, nccl, communicator, progress);
    watch.start();
  }

  /**
   * Joins the group with a GPU, which becomes the calling thread's own.
   *
   * @param listener what this worker announced itself from; closed when this returns
   * @param announcements of all workers, in any order
   * @param secret 32 random bytes that only the workers of this job know
   * @param jobKey name of job and stage, the same on all workers
   * @param search where NCCL was found when the workers agreed on it
   * @param device index of this worker's GPU
   * @throws mclspark.UserError if the announcements do not fit together
   * @throws RankFailedException if a worker does not come within {@link CollectiveOptions#setUp}
   */
  public static Collective join(
      TcpCollective.Listener listener,
      List<String> announcements,
      byte[] secret,
      String jobKey,
      NcclSearch search,
      int device) {
    try (listener) {
      CollectiveOptions settings = listener.settings();
      MeshMember host = Collectives.joinJvms(listener, announcements, secret, jobKey);
      try {
        return over(host, search, device, settings, AbortWatchdog.HALT);
      } catch (RuntimeException e) {
        host.health().fail(new Failure(host.rank(), "rank " + host.rank() + ": " + e.getMessage()));
        host.close();
        throw e;
      }
    }
  }

  static NcclCollective over(
      MeshMember host,
      NcclSearch search,
      int device,
      CollectiveOptions settings,
      AbortWatchdog watchdog) {
    NcclSearch.Found found = search.find();
    NcclLibrary nccl =
        found.library().orElseThrow(() -> new NcclException("without NCCL: " + found.reason()));
    nccl.cuda().use(device);
    byte[] id = firstOnesId(host, nccl);
    NcclCommunicator communicator =
        NcclCommunicator.join(
            nccl, id, host.rank(), host.size(), host.health(), settings.setUp(), watchdog);
    if (host.rank() == 0) {
      LOG.info(
          "{} sums gradients in an order of its own: another number of workers or another back end"
              + " gives other bits.",
          nccl.description());
    }
    return new NcclCollective(host, nccl, communicator, device, settings.progress());
  }

  /**
   * Rank 0 names the NCCL group; the gathering also makes sure that all are here. It belongs to the
   * set-up, so it is neither numbered nor counted.
   */
  private static byte[] firstOnesId(MeshMember host, NcclLibrary nccl) {
    int bytes = NcclUniqueId.BYTES;
    ByteBuffer own = Buffers.allocate(bytes);
    ByteBuffer all = Buffers.allocate(bytes * host.size());
    if (host.rank() == 0) {
      own.put(nccl.newUniqueId().internal).flip();
    }
    host.exchange(
        new Operation(Operation.Kind.ALL_GATHER, 0, bytes),
        Buffers.copies(host.size(), () -> Buffers.slice("own", own)),
        Buffers.cut(all, host.size()));
    byte[] id = new byte[bytes];
    all.get(id);
    return id;
  }

  @Override
  public int rank() {
    return host.rank();
  }

  @Override
  public int size() {
    return host.size();
  }

  @Override
  public String description() {
    return nccl.description() + " for gradients, " + host.description() + " for the rest";
  }

  @Override
  public void allReduceSum(ByteBuffer floats) {
    host.allReduceSum(floats);
  }

  @Override
  public void allGather(ByteBuffer own, ByteBuffer all) {
    host.allGather(own, all);
  }

  @Override
  public void allToAll(List<ByteBuffer> send, List<ByteBuffer> receive) {
    host.allToAll(send, receive);
  }

  @Override
  public Optional<DeviceReduction> deviceReduction() {
    return Optional.of(this);
  }

  @Override
  public void allReduceSum(DeviceBuffer floats) {
    if (closed.get()) {
      throw new IllegalStateException("rank " + rank() + " has left the group");
    }
    long start = System.nanoTime();
    String name = "all-reduce of NCCL #" + ++sequence;
    host.health().throwIfFailed(name);
    if (floats.elements() > 0) {
      nccl.cuda().use(device);
      communicator.allReduce(name, floats, progress);
      watch.queued(name, floats);
    }
    deviceBytes += 2 * floats.elements() * Float.BYTES * (size() - 1) / size();
    deviceNanoseconds += System.nanoTime() - start;
  }

  @Override
  public void check() {
    host.health().throwIfFailed("a look at the group");
  }

  @Override
  public long bytesSent() {
    return host.bytesSent() + deviceBytes;
  }

  @Override
  public long nanoseconds() {
    return host.nanoseconds() + deviceNanoseconds;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      watch.leave();
      host.close();
    }
  }
}
