package mclspark.collective.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import mclspark.collective.Announcement;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.Operation;
import mclspark.collective.SegmentSum;
import mclspark.collective.mesh.Mesh;
import mclspark.collective.mesh.MeshMember;
import mclspark.collective.mesh.TcpCollective;
import mclspark.collective.mesh.WorkerLink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers in several JVMs of one machine, who exchange through mapped memory: the same frames in
 * the same order as over TCP, or sums where the floats lie; the same bits in any case. The group
 * over TCP remains beneath it. Over it the workers agree on the file, and its control connections
 * tell who dies, of which memory knows nothing.
 *
 * <p>Nothing is encrypted in the memory, which only processes of the same user can open.
 */
public final class SharedMemory extends MeshMember {

  private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);

  private final TcpCollective tcp;
  private final Path directory;
  private final SegmentSum sum;
  private SharedSlots slots;

  private SharedMemory(
      TcpCollective tcp, String reason, Mesh mesh, CollectiveOptions settings, Path directory) {
    super(
        tcp.rank(),
        tcp.size(),
        "shared memory (" + reason + ")",
        mesh,
        tcp.health(),
        settings.chunkBytes());
    this.tcp = tcp;
    this.directory = directory;
    sum = new SegmentSum(tcp.rank(), tcp.size());
  }

  /**
   * Moves a group to shared memory; all its workers call this.
   *
   * @param tcp the group, in which nothing else goes on meanwhile; closed with this one
   * @param directory where rank 0 makes the file
   * @param reason for the description
   * @throws SharedMemoryException on every worker, if it does not work for one; the group over TCP
   *     can still be used
   */
  public static MeshMember over(
      TcpCollective tcp,
      List<Announcement> group,
      CollectiveOptions settings,
      Path directory,
      String reason)
      throws SharedMemoryException {
    long bytes = SharedRings.bytes(tcp.size());
    SharedFile file = Sharing.files(tcp, directory, bytes, 1).get(0);
    SharedRings rings = new SharedRings(file, tcp.size());
    List<WorkerLink> links = new ArrayList<>();
    for (Announcement peer : group) {
      if (peer.rank() != tcp.rank()) {
        SharedRing out = rings.ring(tcp.rank(), peer.rank());
        SharedRing in = rings.ring(peer.rank(), tcp.rank());
        links.add(new WorkerLink(peer, new SharedWire(out, in)));
      }
    }
    Announcement own = group.get(tcp.rank());
    Mesh mesh = new Mesh(own, links, new ParkingWaiting(), tcp.health(), settings.progress());
    return new SharedMemory(tcp, reason, mesh, settings, directory);
  }

  /**
   * Each worker makes a file for its own floats and maps those of all, so that each reads and
   * writes where the floats lie. Without room for that they go through the rings.
   */
  @Override
  public List<ByteBuffer> sharedBuffers(List<Integer> bytes) {
    long each = SharedSlots.bytes(bytes);
    try {
      slots = new SharedSlots(rank(), Sharing.files(this, directory, each, size()));
      return slots.buffers(bytes);
    } catch (SharedMemoryException e) {
      if (rank() == 0) {
        LOG.warn(
            "Gradients are copied through shared memory, which takes longer: {}; give {} room for"
                + " {} MB to have them summed in place.",
            e.getMessage(),
            directory,
            size() * each / 1_000_000 + 1);
      }
      return List.of();
    }
  }

  @Override
  public void reduce(Operation operation, ByteBuffer data) {
    OptionalInt place = slots == null ? OptionalInt.empty() : slots.place(data);
    if (place.isPresent()) {
      health().throwIfFailed(operation.name());
      List<ByteBuffer> all = slots.at(place.getAsInt(), data.remaining());
      meet(operation, place.getAsInt(), () -> sum.add(all));
    } else {
      super.reduce(operation, data);
    }
  }

  @Override
  public void sayLeaving() {
    tcp.sayLeaving();
  }

  @Override
  public void leave() {
    tcp.close();
    try {
      mesh().close();
    } catch (IOException e) {
      LOG.warn("Rank {} cannot close its shared memory", rank(), e);
    }
  }
}
