package mclspark.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mclspark.UserError;
import mclspark.collective.Backend;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.join.Collectives;
import mclspark.collective.mesh.TcpCollective;
import mclspark.collective.wire.GroupKey;

/**
 * Workers as JVMs of this machine, for measurements and tests. Announcements and the secret travel
 * over the processes' standard input and output, never on a command line.
 */
public final class WorkerProcesses implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final long EXIT_SECONDS = 5;

  private final List<Process> processes = new ArrayList<>();
  private final List<BufferedReader> outputs = new ArrayList<>();

  /**
   * Starts the workers and hands each the announcements of all.
   *
   * @param main its main method begins with {@link #join}; its first arguments are rank and size
   * @param arguments further arguments of the main method
   */
  public WorkerProcesses(Class<?> main, int size, List<String> arguments) throws IOException {
    try {
      for (int rank = 0; rank < size; rank++) {
        start(main, rank, size, arguments);
      }
      List<String> announcements = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        announcements.add(line(rank));
      }
      byte[] secret = new byte[GroupKey.BYTES];
      new SecureRandom().nextBytes(secret);
      for (Process process : processes) {
        tell(process, announcements, HexFormat.of().formatHex(secret));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** In a worker: announces itself on standard output and joins with what standard input says. */
  public static Collective join(int rank, int size, CollectiveOptions settings, Backend wish)
      throws IOException {
    TcpCollective.Listener listener = TcpCollective.listen(HOST, settings);
    System.out.println(listener.announcement(rank, 0, "processes"));
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<String> announcements = new ArrayList<>();
    for (int r = 0; r < size; r++) {
      announcements.add(input.readLine());
    }
    byte[] secret = HexFormat.of().parseHex(input.readLine());
    return Collectives.join(listener, announcements, secret, "processes", wish);
  }

  /** The next line that a worker prints. */
  public String line(int rank) throws IOException {
    String line = outputs.get(rank).readLine();
    if (line == null) {
      throw new UserError("Worker process " + rank + " ended early; its errors are above.");
    }
    return line;
  }

  /** A worker's process. */
  public Process process(int rank) {
    return processes.get(rank);
  }

  /** Waits a moment for the workers to end and kills those that do not. */
  @Override
  public void close() {
    for (Process process : processes) {
      try {
        if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private void start(Class<?> main, int rank, int size, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(classes(main) + System.getProperty("path.separator") + classPath());
    command.add(main.getName());
    command.add(Integer.toString(rank));
    command.add(Integer.toString(size));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    outputs.add(process.inputReader(StandardCharsets.UTF_8));
  }

  private static void tell(Process process, List<String> announcements, String secret)
      throws IOException {
    BufferedWriter input = process.outputWriter(StandardCharsets.UTF_8);
    for (String announcement : announcements) {
      input.write(announcement);
      input.newLine();
    }
    input.write(secret);
    input.newLine();
    input.flush();
  }

  /** Where a class was loaded from: under spark-submit that is not on the class path. */
  private static String classes(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("cannot find the classes of " + type, e);
    }
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
