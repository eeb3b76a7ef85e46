package mclspark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mclspark.UserError;
import mclspark.storage.OutputLease.Times;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutputLeaseTest {

  private static final Times SHORT =
      new Times(Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofMillis(100));
  private static final LeaseHolder SELF = LeaseHolder.self("file:/other");
  private static final LeaseHolder ELSEWHERE =
      new LeaseHolder(
          "file:/run", "node7", "another place", 4711, "", SELF.since(), "their token", 3);

  @TempDir private Path temp;
  private Path output;
  private Path file;

  @BeforeEach
  void name() {
    output = temp.resolve("run");
    file = output.resolve("lease.json");
  }

  @Test
  void workIsDoneUnderALeaseThatIsReleased() throws Exception {
    assertEquals("done", lease().hold(() -> exists() ? "done" : "no lease"));
    assertFalse(Files.exists(file));
    assertThrows(IllegalStateException.class, () -> lease().hold(OutputLeaseTest::fail));
    assertFalse(Files.exists(file));
  }

  @Test
  void secondHolderIsRefusedByName() throws Exception {
    String message =
        lease()
            .hold(
                () ->
                    assertThrows(UserError.class, () -> lease().hold(() -> "entered"))
                        .getMessage());
    assertTrue(
        message.matches(
            "file:"
                + output
                + " is in use by process "
                + SELF.pid()
                + " on "
                + SELF.host()
                + ", since \\S+Z \\(0 min\\)\\. Wait for its end, end it, or choose another output"
                + " folder\\."),
        message);
  }

  @Test
  void whoOnlyLooksIsToldOfALivingHolderAndTakesNothing() throws Exception {
    assertEquals(Optional.empty(), lease().problem());
    assertFalse(Files.exists(output));
    lease()
        .hold(
            () -> {
              String before = text();
              String problem = lease().problem().orElseThrow();
              String who = " is in use by process " + SELF.pid() + " on ";
              assertTrue(problem.startsWith("file:" + output + who), problem);
              assertEquals(holder(before), holder(text()));
              return null;
            });
    leave(ELSEWHERE.text());
    assertEquals(Optional.empty(), lease().problem()); // silent, so dead
    assertEquals(ELSEWHERE.text(), text());
  }

  private static String holder(String text) {
    return LeaseHolder.parse(text).orElseThrow().token();
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void leaseOfADeadProcessIsTakenOverAtOnce() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    LeaseHolder killed = holder(output.toString(), dead.pid(), "");
    leave(killed.text());
    Times patient = new Times(Duration.ofSeconds(9), Duration.ofHours(1), Duration.ofMillis(10));
    assertTrue(new OutputLease(output.toString(), new Configuration(), patient).hold(this::exists));
  }

  /** The number of a process that died may have been given to another one. */
  @Test
  void laterProcessOfTheSameNumberDoesNotCount() throws Exception {
    LeaseHolder before = holder("file:" + output, SELF.pid(), "long ago");
    assertEquals(false, before.isAlive().orElseThrow());
    assertEquals(true, SELF.isAlive().orElseThrow());
    assertTrue(ELSEWHERE.isAlive().isEmpty());
  }

  /** It came along when the folder of a living run was copied. */
  @Test
  void leaseOfAnotherFolderDoesNotCountUnlessItBeats() throws Exception {
    leave(holder("file:/other", SELF.pid(), SELF.processStarted()).text());
    assertTrue(lease().hold(this::exists));
  }

  @Test
  void leaseWithoutItsEntriesIsOfNobody() throws Exception {
    leave("{}");
    assertTrue(lease().hold(this::exists));
    assertTrue(LeaseHolder.parse(SELF.text().replace(SELF.since(), "yesterday")).isEmpty());
    assertEquals(SELF, LeaseHolder.parse(SELF.text()).orElseThrow());
  }

  private static LeaseHolder holder(String output, long pid, String started) {
    return new LeaseHolder(output, SELF.host(), SELF.place(), pid, started, SELF.since(), "t", 0);
  }

  @Test
  void silentLeaseOfAnotherMachineIsTakenOver() throws Exception {
    leave(ELSEWHERE.text());
    assertTrue(lease().hold(this::exists));
  }

  @Test
  void halfWrittenLeaseIsTakenOverWhenNobodyWritesIt() throws Exception {
    leave("{\"host\":\"no");
    assertTrue(lease().hold(this::exists));
  }

  @Test
  void livingLeaseOfAnotherMachineIsRefused() throws Exception {
    leave(ELSEWHERE.text());
    ExecutorService node7 = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch refused = new CountDownLatch(1);
      Future<?> beats = node7.submit(() -> beatUntil(refused));
      Times patient = new Times(Duration.ofMillis(20), Duration.ofHours(1), Duration.ZERO);
      UserError error =
          assertThrows(
              UserError.class,
              () ->
                  new OutputLease(output.toString(), new Configuration(), patient)
                      .hold(() -> "entered"));
      refused.countDown();
      beats.get();
      assertTrue(error.getMessage().contains("process 4711 on node7"), error.getMessage());
    } finally {
      node7.shutdownNow();
    }
  }

  private Void beatUntil(CountDownLatch refused) throws IOException, InterruptedException {
    LeaseHolder holder = ELSEWHERE;
    while (refused.getCount() > 0) {
      holder = holder.next();
      leave(holder.text());
      Thread.sleep(10);
    }
    return null;
  }

  @Test
  void holderThatIsTakenOverEnds() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                lease()
                    .hold(
                        () -> {
                          leave(ELSEWHERE.text());
                          Thread.sleep(50_000);
                          return "slept";
                        }));
    assertTrue(
        error.getMessage().contains(" was taken over by process 4711 on node7"),
        error.getMessage());
    assertTrue(Files.exists(file), "the other's lease");
  }

  @Test
  void holderWritesItsLeaseAnewAlsoWhereItWasRemoved() throws Exception {
    boolean back =
        lease()
            .hold(
                () -> {
                  delete();
                  while (!exists()) {
                    Thread.sleep(5);
                  }
                  return true;
                });
    assertTrue(back);
    assertFalse(Files.exists(file));
  }

  /** Two that begin at once both make the file there; the one whose file stays goes on. */
  @Test
  void bucketWithoutConditionalWritesHasOneHolderAllTheSame() throws Exception {
    Configuration bucket = new Configuration();
    bucket.set("fs.bucket.impl", Bucket.class.getName());
    Times patient = new Times(Duration.ofSeconds(9), Duration.ofHours(1), Duration.ofMillis(300));
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      List<Future<String>> runs =
          two.invokeAll(
              Collections.nCopies(
                  2,
                  () -> {
                    try {
                      return new OutputLease("bucket:" + output, bucket, patient)
                          .hold(
                              () -> {
                                Thread.sleep(600);
                                return "alone";
                              });
                    } catch (UserError e) {
                      return e.getMessage().replaceFirst(" by process .*", "");
                    }
                  }));
      List<String> ends = new ArrayList<>();
      for (Future<String> run : runs) {
        ends.add(run.get());
      }
      ends.sort(null);
      assertEquals(List.of("alone", "bucket:" + output + " is in use"), ends);
    } finally {
      two.shutdownNow();
    }
  }

  /** The local disk as a store whose last writer wins. */
  public static final class Bucket extends FilterFileSystem {

    /** Called by Hadoop. */
    public Bucket() {
      super(new RawLocalFileSystem());
    }

    @Override
    public URI getUri() {
      return URI.create("bucket:///");
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return super.create(
          local(path), permission, true, bufferSize, replication, blockSize, progress);
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize)
        throws IOException {
      return super.open(local(path), bufferSize);
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
      return super.delete(local(path), recursive);
    }

    private static org.apache.hadoop.fs.Path local(org.apache.hadoop.fs.Path path) {
      return new org.apache.hadoop.fs.Path("file", null, path.toUri().getPath());
    }
  }

  private OutputLease lease() {
    return new OutputLease("file:" + output, new Configuration(), SHORT);
  }

  private boolean exists() {
    return Files.exists(file);
  }

  private static String fail() {
    throw new IllegalStateException("work failed");
  }

  private void delete() {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In one step, as a reader on another machine would see it. */
  private void leave(String text) {
    try {
      Files.createDirectories(output);
      Path whole = Files.writeString(temp.resolve("whole"), text);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
