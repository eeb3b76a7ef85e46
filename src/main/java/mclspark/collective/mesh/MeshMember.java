package mclspark.collective.mesh;

import java.nio.ByteBuffer;
import java.util.List;
import mclspark.collective.GroupHealth;
import mclspark.collective.GroupMember;
import mclspark.collective.Operation;

/** A worker whose operations run over one link to each other worker. */
public abstract class MeshMember extends GroupMember {

  private final String description;
  private final GroupHealth health;
  private final Mesh mesh;
  private final ReduceExchange reduction;

  /**
   * Creates the member.
   *
   * @param chunkBytes unit in which partial sums are added
   */
  public MeshMember(
      int rank, int size, String description, Mesh mesh, GroupHealth health, int chunkBytes) {
    super(rank, size);
    this.description = description;
    this.mesh = mesh;
    this.health = health;
    reduction = new ReduceExchange(mesh, rank, size, chunkBytes);
  }

  @Override
  public final String description() {
    return description;
  }

  @Override
  public void reduce(Operation operation, ByteBuffer data) {
    health.throwIfFailed(operation.name());
    reduction.begin(operation, data);
    try {
      mesh.run(operation, reduction);
    } finally {
      reduction.end();
    }
  }

  /**
   * Meets all others for an all-reduce of floats that every worker reaches.
   *
   * @param place where they lie, the same on all workers
   * @param work what this worker does when all are there; all wait for its end
   * @throws mclspark.collective.RankFailedException as {@link #reduce}, and if places differ
   */
  protected final void meet(Operation operation, long place, Runnable work) {
    mesh.run(operation, new MeetingExchange(mesh, operation, place, work));
  }

  @Override
  public final void exchange(Operation operation, List<ByteBuffer> send, List<ByteBuffer> receive) {
    health.throwIfFailed(operation.name());
    mesh.run(operation, new MessageExchange(mesh, rank(), operation, send, receive));
  }

  /** Tells all that this worker is about to leave. */
  public abstract void sayLeaving();

  public final Mesh mesh() {
    return mesh;
  }

  /** The first failure; a back end that works beside this one reports to it and asks it. */
  public final GroupHealth health() {
    return health;
  }
}
