package mclspark.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mclspark.pretrain.PretrainConfig;

/** The program in a JVM of its own, in local mode, for signals and exit codes. */
final class MainProcess implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 600;

  private final Process process;
  private final Path log;

  private MainProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts the program; what it prints goes to the file. */
  static MainProcess start(Path log, String... arguments) throws IOException {
    return start(log, Map.of(), List.of(), arguments);
  }

  /** The same with more in its environment and more options of Java. */
  static MainProcess start(
      Path log, Map<String, String> environment, List<String> options, String... arguments)
      throws IOException {
    Path home = Path.of(System.getProperty("mcl.home"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + home.resolve("conf/jvm.options"));
    command.addAll(List.of("-Xmx1g", "-Dspark.master=local[2]"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "mclspark.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DJL_OFFLINE", "true");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    return new MainProcess(builder.redirectOutput(log.toFile()).start(), log);
  }

  /** Writes a configuration to a file for {@code --config}. */
  static Path write(PretrainConfig config, Path file) throws IOException {
    return Files.writeString(file, new ObjectMapper().writeValueAsString(config.tree()));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Seconds of processors that it has used. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1000.0;
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** What it has printed. */
  String output() throws IOException {
    return Files.readString(log);
  }

  /** Waits for its end. */
  int exitCode() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the program does not end: " + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
