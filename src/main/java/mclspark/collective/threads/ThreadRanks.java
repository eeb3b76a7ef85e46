package mclspark.collective.threads;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mclspark.collective.Buffers;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.Failure;
import mclspark.collective.GroupMember;
import mclspark.collective.Operation;
import mclspark.collective.RankFailedException;
import mclspark.collective.SegmentSum;

/**
 * Workers that are threads of one JVM. Each adds its own segment, reading all workers' buffers and
 * writing the sums into all of them; two meetings per operation, with deadlines.
 *
 * <p>Get the members of a group in one piece by {@link #group}, or one by one from threads that
 * share nothing but a key (tasks of one executor) by {@link #join}. Threads have no heartbeat: a
 * silent one is caught by {@link CollectiveOptions#progress}.
 */
public final class ThreadRanks extends GroupMember {

  private final ThreadRendezvous group;
  private final Runnable onLeave;
  private final String description;
  private final SegmentSum sum;

  private ThreadRanks(int rank, ThreadRendezvous group, String reason, Runnable onLeave) {
    super(rank, group.size());
    this.group = group;
    this.onLeave = onLeave;
    description = "threads of one JVM (" + reason + ")";
    sum = new SegmentSum(rank, group.size());
  }

  /** All members of a new group, in rank order; give one to each thread. */
  public static List<Collective> group(int size, CollectiveOptions settings) {
    ThreadRendezvous group = new ThreadRendezvous(size, settings.progress());
    List<Collective> members = new ArrayList<>(size);
    for (int rank = 0; rank < size; rank++) {
      members.add(new ThreadRanks(rank, group, size + " workers", () -> {}));
    }
    return members;
  }

  /**
   * Joins the group with that key and waits until all its workers have.
   *
   * @param key the same on all workers of a group, and on no others
   * @throws RankFailedException if a worker does not join within {@link CollectiveOptions#setUp}
   */
  public static Collective join(String key, int rank, int size, CollectiveOptions settings) {
    return join(key, rank, size, settings, size + " workers");
  }

  public static Collective join(
      String key, int rank, int size, CollectiveOptions settings, String reason) {
    ThreadRendezvous group = ThreadRegistry.join(key, rank, size, settings);
    return new ThreadRanks(rank, group, reason, () -> ThreadRegistry.leave(key, group));
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void reduce(Operation operation, ByteBuffer data) {
    List<ThreadRendezvous.Posting> postings =
        group.open(rank(), new ThreadRendezvous.Posting(operation, List.of(data)));
    sum.add(
        postings.stream()
            .map(posting -> Buffers.slice("floats", posting.buffers().get(0)))
            .toList());
    group.close(rank(), operation, null);
  }

  @Override
  public void exchange(Operation operation, List<ByteBuffer> send, List<ByteBuffer> receive) {
    List<ThreadRendezvous.Posting> postings =
        group.open(rank(), new ThreadRendezvous.Posting(operation, send));
    Failure failure = null;
    for (int r = 0; r < size(); r++) {
      ByteBuffer message = postings.get(r).buffers().get(rank()).duplicate();
      if (message.remaining() == receive.get(r).remaining()) {
        receive.get(r).put(message);
      } else {
        failure = mismatch(operation, r, message, receive.get(r));
      }
    }
    group.close(rank(), operation, failure);
  }

  private Failure mismatch(Operation operation, int from, ByteBuffer message, ByteBuffer target) {
    String theirs = operation.withBytes(message.remaining()).toString();
    Operation own = operation.withBytes(target.remaining());
    return Failure.mismatch(from, "rank " + from, theirs, rank(), own);
  }

  @Override
  public void leave() {
    group.leave(rank());
    onLeave.run();
  }
}
