package mclspark.collective.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.collective.Announcement;
import mclspark.collective.Buffers;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.mesh.Mesh;
import mclspark.collective.mesh.MeshMember;
import mclspark.collective.mesh.TcpCollective;
import mclspark.collective.mesh.WorkerLink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers in several JVMs of one machine, who exchange through mapped memory: the same frames in
 * the same order as over TCP, so the same bits. The group over TCP remains beneath it. Over it the
 * workers agree on the file, and its control connections tell who dies, of which memory knows
 * nothing.
 *
 * <p>Nothing is encrypted in the memory, which only processes of the same user can open.
 */
public final class SharedMemory extends MeshMember {

  private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);
  private static final int WORD_BYTES = 1024;

  private final TcpCollective tcp;

  private SharedMemory(TcpCollective tcp, String reason, Mesh mesh, CollectiveOptions settings) {
    super(
        tcp.rank(),
        tcp.size(),
        "shared memory (" + reason + ")",
        mesh,
        tcp.health(),
        settings.chunkBytes());
    this.tcp = tcp;
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
  public static Collective over(
      TcpCollective tcp,
      List<Announcement> group,
      CollectiveOptions settings,
      Path directory,
      String reason)
      throws SharedMemoryException {
    SharedFile file = agree(tcp, directory);
    List<WorkerLink> links = new ArrayList<>();
    for (Announcement peer : group) {
      if (peer.rank() != tcp.rank()) {
        SharedRing out = file.ring(tcp.rank(), peer.rank());
        SharedRing in = file.ring(peer.rank(), tcp.rank());
        links.add(new WorkerLink(peer, new SharedWire(out, in)));
      }
    }
    Announcement own = group.get(tcp.rank());
    Mesh mesh = new Mesh(own, links, new ParkingWaiting(), tcp.health(), settings.progress());
    return new SharedMemory(tcp, reason, mesh, settings);
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

  /** Rank 0 makes the file, all map it and say whether that worked, rank 0 deletes it. */
  private static SharedFile agree(TcpCollective tcp, Path directory) throws SharedMemoryException {
    Attempt made =
        tcp.rank() == 0 ? Attempt.of(() -> SharedFile.create(directory, tcp.size())) : Attempt.NONE;
    try {
      SharedFile file = made.file();
      String offer = tell(tcp, file == null ? "" : file.token() + " " + file.path()).get(0);
      Attempt mapped =
          tcp.rank() == 0 || offer.isEmpty() ? made : Attempt.of(() -> open(offer, tcp.size()));
      refuse(tell(tcp, mapped.obstacle()));
      return mapped.file();
    } finally {
      delete(made.file());
    }
  }

  private static SharedFile open(String offer, int workers) throws IOException {
    int space = offer.indexOf(' ');
    return SharedFile.open(Path.of(offer.substring(space + 1)), offer.substring(0, space), workers);
  }

  private static void refuse(List<String> obstacles) throws SharedMemoryException {
    for (int rank = 0; rank < obstacles.size(); rank++) {
      if (!obstacles.get(rank).isEmpty()) {
        throw new SharedMemoryException("rank " + rank + " says: " + obstacles.get(rank));
      }
    }
  }

  private static void delete(SharedFile made) {
    if (made != null) {
      try {
        made.delete();
      } catch (IOException e) {
        LOG.warn("Cannot delete {}; it is of no use any more", made.path(), e);
      }
    }
  }

  /** What each worker says, in rank order. */
  private static List<String> tell(TcpCollective tcp, String word) {
    byte[] text = word.getBytes(StandardCharsets.UTF_8);
    ByteBuffer own = Buffers.allocate(WORD_BYTES);
    own.put(text, 0, Math.min(text.length, WORD_BYTES)).rewind();
    ByteBuffer all = Buffers.allocate(WORD_BYTES * tcp.size());
    tcp.allGather(own, all);
    List<String> words = new ArrayList<>();
    for (ByteBuffer one : Buffers.cut(all, tcp.size())) {
      words.add(StandardCharsets.UTF_8.decode(one).toString().replace("\0", ""));
    }
    return words;
  }

  /**
   * What came of making or opening the file.
   *
   * @param file null if nothing came of it
   * @param obstacle the reason then, else empty
   */
  private record Attempt(SharedFile file, String obstacle) {

    static final Attempt NONE = new Attempt(null, "");

    static Attempt of(Opening opening) {
      try {
        return new Attempt(opening.open(), "");
      } catch (IOException e) {
        return new Attempt(null, e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }

  private interface Opening {
    SharedFile open() throws IOException;
  }
}
