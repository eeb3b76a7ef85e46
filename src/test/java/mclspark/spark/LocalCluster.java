package mclspark.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A standalone cluster by submit/local-cluster, for the tests of one class. */
final class LocalCluster implements AutoCloseable {

  private final Path folder;
  private final int port;

  private LocalCluster(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Starts a master and workers of one core each; state and logs lie in the folder. */
  static LocalCluster start(Path folder, int workers) throws IOException, InterruptedException {
    LocalCluster cluster = new LocalCluster(folder, freePort());
    cluster.script("start", Integer.toString(workers));
    return cluster;
  }

  String master() {
    return "spark://127.0.0.1:" + port;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    script("stop");
  }

  private void script(String... arguments) throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("mcl.home"), "submit", "local-cluster");
    ProcessBuilder builder = new ProcessBuilder(script.toString());
    builder.command().addAll(List.of(arguments));
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
