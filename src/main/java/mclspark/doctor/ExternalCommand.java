package mclspark.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks another program of this machine. */
final class ExternalCommand {

  private static final long SECONDS = 15;

  /** Many times what such programs say; one that says more is ended there. */
  static final int MOST_BYTES = 1 << 18;

  private static final int LONGEST_LINE = 200;

  private ExternalCommand() {}

  /**
   * What a program said.
   *
   * @param code its exit code
   * @param lines of its output and its errors: at most {@value #MOST_BYTES} bytes, without control
   *     characters, long ones cut
   */
  record Outcome(int code, List<String> lines) {}

  /**
   * Runs a program.
   *
   * @return empty if the machine does not have it
   * @throws IOException if it cannot be started or does not end within {@value #SECONDS} s
   */
  static Optional<Outcome> run(String... command) throws IOException, InterruptedException {
    if (!exists(command[0])) {
      return Optional.empty();
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      byte[] said = read(process);
      if (said.length == MOST_BYTES) {
        process.destroyForcibly();
      }
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new TimeoutException();
      }
      return Optional.of(new Outcome(process.exitValue(), lines(said)));
    } catch (TimeoutException e) {
      throw new IOException(command[0] + " did not end within " + SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(command[0] + " cannot be heard", e.getCause());
    } finally {
      process.destroyForcibly();
    }
  }

  /** In a thread of its own, since a pipe can block for ever. */
  private static byte[] read(Process process)
      throws InterruptedException, ExecutionException, TimeoutException {
    FutureTask<byte[]> said =
        new FutureTask<>(() -> process.getInputStream().readNBytes(MOST_BYTES));
    Thread reader = new Thread(said, "mcl-doctor-reader");
    reader.setDaemon(true);
    reader.start();
    return said.get(SECONDS, TimeUnit.SECONDS);
  }

  private static List<String> lines(byte[] said) {
    return new String(said, StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceAll("[\\p{Cntrl}\\p{Cf}\uFFFD]+", " ").strip())
        .map(line -> line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...")
        .toList();
  }

  /** Whether a program is on the search path. */
  private static boolean exists(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return List.of(path.split(File.pathSeparator)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
