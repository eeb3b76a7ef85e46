package mclspark.collective.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.collective.Buffers;
import mclspark.collective.GroupMember;
import mclspark.collective.Operation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How workers come to map the same files: some make one and tell where it is, all map it and say
 * whether that worked, and who has made one deletes its name. Part of a set-up, so these messages
 * are neither numbered nor counted.
 */
final class Sharing {

  private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);
  private static final int WORD_BYTES = 1024;

  private final GroupMember group;
  private final long bytes;

  private Sharing(GroupMember group, long bytes) {
    this.group = group;
    this.bytes = bytes;
  }

  /**
   * Shares files; all workers of the group call this.
   *
   * @param directory where they are made
   * @param bytes what each holds
   * @param makers so many workers, from rank 0 on, make a file
   * @return the files, in rank order of who has made them
   * @throws SharedMemoryException on every worker, if it does not work for one
   */
  static List<SharedFile> files(GroupMember group, Path directory, long bytes, int makers)
      throws SharedMemoryException {
    Sharing sharing = new Sharing(group, bytes);
    Attempt made =
        group.rank() < makers
            ? Attempt.of(() -> SharedFile.create(directory, bytes))
            : Attempt.NONE;
    try {
      SharedFile own = made.file();
      List<String> offers = sharing.tell(own == null ? "" : own.token() + " " + own.path());
      List<SharedFile> files = new ArrayList<>();
      String obstacle = made.obstacle();
      for (int rank = 0; rank < makers; rank++) {
        Attempt mapped = rank == group.rank() ? made : sharing.map(offers.get(rank));
        files.add(mapped.file());
        obstacle = obstacle.isEmpty() ? mapped.obstacle() : obstacle;
      }
      refuse(sharing.tell(obstacle));
      return files;
    } finally {
      delete(made.file());
    }
  }

  private Attempt map(String offer) {
    if (offer.isEmpty()) {
      return Attempt.NONE; // its maker says why
    }
    int space = offer.indexOf(' ');
    Path path = Path.of(offer.substring(space + 1));
    return Attempt.of(() -> SharedFile.open(path, offer.substring(0, space), bytes));
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
  private List<String> tell(String word) {
    byte[] text = word.getBytes(StandardCharsets.UTF_8);
    ByteBuffer own = Buffers.allocate(WORD_BYTES);
    own.put(text, 0, Math.min(text.length, WORD_BYTES)).rewind();
    ByteBuffer all = Buffers.allocate(WORD_BYTES * group.size());
    List<ByteBuffer> cut = Buffers.cut(all, group.size());
    group.exchange(
        new Operation(Operation.Kind.ALL_GATHER, 0, WORD_BYTES),
        Buffers.copies(group.size(), () -> Buffers.slice("own", own)),
        cut);
    List<String> words = new ArrayList<>();
    for (ByteBuffer one : cut) {
      words.add(StandardCharsets.UTF_8.decode(one.rewind()).toString().replace("\0", ""));
    }
    return words;
  }

  /**
   * What came of making or opening a file.
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
