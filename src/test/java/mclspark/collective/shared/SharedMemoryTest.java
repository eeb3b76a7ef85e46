package mclspark.collective.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.collective.Backend;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveContract;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankFailedException;
import mclspark.collective.RankThreads;
import mclspark.collective.SharedRanks;
import mclspark.collective.TcpRanks;
import mclspark.collective.mesh.TcpCollective;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that map one file; here as threads, which makes no difference to the file. */
class SharedMemoryTest extends CollectiveContract {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir private Path directory;

  @Override
  public List<Collective> open(int size, CollectiveOptions settings) throws Exception {
    return SharedRanks.open(size, settings, Backend.SHARED_MEMORY, directory);
  }

  /** The name must be gone as soon as all have joined, whatever happens then. */
  @AfterEach
  void noFileIsLeft() throws IOException {
    assertEquals(List.of(), names());
  }

  @Test
  void theNameIsGoneWhileTheWorkersRun() throws Exception {
    List<Collective> members = open(2, CollectiveOptions.defaults());
    assertEquals(List.of(), names());
    assertEquals("shared memory (2 workers in 1 JVM)", members.get(0).description());
    members.forEach(Collective::close);
  }

  @Test
  void aFileThatSomebodyLeftLongAgoIsDeleted() throws Exception {
    Path stale = Files.createFile(directory.resolve(SharedFile.PREFIX + "1"));
    Files.setLastModifiedTime(stale, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path young = Files.createFile(directory.resolve(SharedFile.PREFIX + "2"));
    open(2, CollectiveOptions.defaults()).forEach(Collective::close);
    assertEquals(List.of(young.getFileName().toString()), names());
    Files.delete(young);
  }

  @Test
  void withoutADirectoryAutoTakesTcp() throws Exception {
    Path none = directory.resolve("none");
    List<Collective> members =
        SharedRanks.open(3, CollectiveOptions.defaults(), Backend.AUTO, none, true);
    List<Float> sums =
        RankThreads.values(
            3,
            DEADLINE,
            rank -> {
              ByteBuffer data = floats(rank);
              members.get(rank).allReduceSum(data);
              return data.getFloat(0);
            });
    assertEquals(List.of(3f, 3f, 3f), sums);
    assertEquals("TCP (3 workers in 3 JVMs on 1 machine)", members.get(1).description());
    members.forEach(Collective::close);
  }

  @Test
  void withoutADirectoryTheWishIsRefusedByAll() throws Exception {
    Path none = directory.resolve("none");
    for (RankThreads.Outcome outcome :
        SharedRanks.outcomes(2, CollectiveOptions.defaults(), Backend.SHARED_MEMORY, none)) {
      String message = assertInstanceOf(UserError.class, outcome.failure()).getMessage();
      assertTrue(
          message.startsWith(
              "The workers cannot share memory: rank 0 says: NoSuchFileException: " + none),
          message);
      assertTrue(message.endsWith("set collective.backend to auto or tcp."), message);
    }
  }

  @Test
  void whoDiesWhileTheFileIsMadeIsNamed() throws Exception {
    List<TcpCollective.Listener> listeners = TcpRanks.listen(2, CollectiveOptions.defaults());
    List<String> lines = TcpRanks.announce(listeners);
    List<RankThreads.Outcome> outcomes =
        RankThreads.run(
            2,
            DEADLINE,
            rank -> {
              if (rank == 1) {
                listeners.get(1).join(lines, TcpRanks.SECRET, "job").close();
                return null;
              }
              return SharedRanks.join(listeners.get(0), lines, Backend.SHARED_MEMORY, directory);
            });
    RankFailedException failure =
        assertInstanceOf(RankFailedException.class, outcomes.get(0).failure());
    assertEquals(1, failure.rank());
    assertTrue(failure.getMessage().endsWith("left the group"), failure.getMessage());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
