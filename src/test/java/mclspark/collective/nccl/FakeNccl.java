package mclspark.collective.nccl;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankThreads;
import mclspark.collective.TcpRanks;
import mclspark.collective.mesh.TcpCollective;
import mclspark.tensor.FakeLibrary;

/** NCCL and CUDA in host memory, compiled by gcc once per JVM; see {@code fake_nccl.c}. */
final class FakeNccl {

  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
  private static final Duration SET_UP = Duration.ofSeconds(20);
  private static Path built;

  private FakeNccl() {}

  /** Path of the library; a test that needs it is skipped where there is no gcc. */
  static synchronized Path library() throws IOException, InterruptedException {
    if (built == null) {
      Path folder = Files.createTempDirectory(TEMPORARY, "fake-nccl");
      folder.toFile().deleteOnExit();
      built = compile(folder);
      built.toFile().deleteOnExit();
    }
    return built;
  }

  static NcclSearch search() throws IOException, InterruptedException {
    return new NcclSearch(Optional.of(library().toString()), Path.of("no-libtorch-here"));
  }

  /** A group of threads over loopback TCP and the fake, in rank order; rank r has GPU r. */
  static List<Collective> open(int size, CollectiveOptions settings) throws Exception {
    return open(size, settings, search());
  }

  /** The same with any NCCL. */
  static List<Collective> open(int size, CollectiveOptions settings, NcclSearch search)
      throws Exception {
    List<TcpCollective.Listener> listeners = TcpRanks.listen(size, settings);
    List<String> lines = TcpRanks.announce(listeners);
    return RankThreads.values(
        size,
        SET_UP,
        rank ->
            NcclCollective.join(listeners.get(rank), lines, TcpRanks.SECRET, "job", search, rank));
  }

  /** A group over the fake with another last resort. */
  static List<Collective> open(int size, AbortWatchdog watchdog) throws Exception {
    CollectiveOptions settings = CollectiveOptions.defaults();
    List<Collective> hosts = TcpRanks.open(size, settings);
    return RankThreads.values(
        size,
        SET_UP,
        rank ->
            NcclCollective.over(
                (TcpCollective) hosts.get(rank), search(), rank, settings, watchdog));
  }

  /** What a rank handed to NCCL at its last sum: send, receive, count, type, operation, stream. */
  static long[] lastSum(int rank) throws Exception {
    long[] arguments = new long[6];
    function("fake_last_sum").invokeVoid(new Object[] {rank, arguments});
    return arguments;
  }

  static int liveCommunicators() throws Exception {
    return function("fake_live_communicators").invokeInt(new Object[0]);
  }

  static int liveEvents() throws Exception {
    return function("fake_live_events").invokeInt(new Object[0]);
  }

  /** Lets every communicator report an error from now on; 0 for none. */
  static void error(int code) throws Exception {
    function("fake_error").invokeVoid(new Object[] {code});
  }

  /** Lets no sum be queued until the hold ends: it stays in progress. */
  static void hold(boolean on) throws Exception {
    function("fake_hold").invokeVoid(new Object[] {on ? 1 : 0});
  }

  /** Lets every abort take so long. */
  static void abortMillis(int millis) throws Exception {
    function("fake_abort_millis").invokeVoid(new Object[] {millis});
  }

  private static Function function(String name) throws Exception {
    return NativeLibrary.getInstance(library().toString()).getFunction(name);
  }

  private static Path compile(Path folder) throws IOException, InterruptedException {
    Path library = folder.resolve("libfake_nccl.so");
    try (InputStream text = FakeNccl.class.getResourceAsStream("fake_nccl.c")) {
      FakeLibrary.compile(new String(text.readAllBytes(), StandardCharsets.UTF_8), library);
    }
    return library;
  }
}
