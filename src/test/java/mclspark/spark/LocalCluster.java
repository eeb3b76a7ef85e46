package mclspark.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.spark.cluster.WarmExecutors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A standalone cluster by submit/local-cluster, for the tests of one class. */
public final class LocalCluster implements AutoCloseable {

  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";

  private final Path folder;
  private final int port;
  private SparkSession session; // null until there is one

  private LocalCluster(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Starts a master and workers of one core each; state and logs lie in the folder. */
  public static LocalCluster start(Path folder, int workers)
      throws IOException, InterruptedException {
    return start(folder, workers, Map.of());
  }

  /** The same with further variables of the script. */
  public static LocalCluster start(Path folder, int workers, Map<String, String> variables)
      throws IOException, InterruptedException {
    LocalCluster cluster = new LocalCluster(folder, freePort());
    cluster.script(variables, "start", Integer.toString(workers));
    return cluster;
  }

  /** Settings of a driver in this JVM, whose executors get our jars and those of the tests. */
  public SparkConf conf(String name) throws IOException {
    Path target = Path.of(System.getProperty("mcl.home"), "target");
    List<String> jars = new ArrayList<>();
    jars.add(target.resolve("mcl-spark.jar").toString());
    jars.add(target.resolve("mcl-spark-tests.jar").toString());
    try (Stream<Path> files = Files.list(target.resolve("lib"))) {
      files.map(Path::toString).filter(file -> file.endsWith(".jar")).forEach(jars::add);
    }
    return WarmExecutors.addTo(SparkSettings.conf(name).setMaster(master()))
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.ui.enabled", "false")
        .set("spark.jars", String.join(",", jars));
  }

  String master() {
    return "spark://127.0.0.1:" + port;
  }

  /** Starts this JVM as the driver; the session ends with the cluster. */
  public JavaSparkContext open(SparkConf conf) {
    session = SparkSessions.open(conf);
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  /** Executors that live, of all applications. */
  List<ProcessHandle> executors() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("worker-\\d+\\.pid"))
          .map(LocalCluster::process)
          .flatMap(ProcessHandle::children)
          .filter(child -> arguments(child).contains(EXECUTOR))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The executor of this number, as Spark counts them. */
  ProcessHandle executor(String number) {
    return executors().stream()
        .filter(process -> arguments(process).contains("--executor-id\0" + number + "\0"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("executor " + number + " does not live"));
  }

  /** How many executors have written a line with this text. */
  long logged(String text) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.endsWith("stderr"))
          .filter(file -> text(file).contains(text))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessHandle process(Path file) {
    return ProcessHandle.of(Long.parseLong(text(file).strip())).orElseThrow();
  }

  /** Ended by NUL each; empty if the process has ended. */
  static String arguments(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  /** Sends a signal such as STOP. */
  static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    int exit = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("kill -" + name + " " + pid + " ended in " + exit);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      if (session != null) {
        session.close();
      }
    } finally {
      script(Map.of(), "stop");
    }
  }

  private void script(Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("mcl.home"), "submit", "local-cluster");
    ProcessBuilder builder = new ProcessBuilder(script.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(variables);
    builder.environment().put("MCL_CLUSTER_DIR", folder.toString());
    builder.environment().put("MCL_CLUSTER_PORT", Integer.toString(port));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(150, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(builder.command() + " failed: " + output);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
