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
  public final void reduce(Operation operation, ByteBuffer data) {
    health.throwIfFailed(operation.name());
    reduction.begin(operation, data);
    try {
      mesh.run(operation, reduction);
    } finally {
      reduction.end();
    }
  }

  @Override
  public final void exchange(Operation operation, List<ByteBuffer> send, List<ByteBuffer> receive) {
    health.throwIfFailed(operation.name());
    mesh.run(operation, new MessageExchange(mesh, rank(), operation, send, receive));
  }

  public final Mesh mesh() {
    return mesh;
  }

  /** The first failure; a back end that works beside this one reports to it and asks it. */
  public final GroupHealth health() {
    return health;
  }
}
