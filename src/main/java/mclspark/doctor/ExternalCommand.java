package mclspark.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks another program of this machine. */
final class ExternalCommand {

  private static final long SECONDS = 15;

  private ExternalCommand() {}

  /**
   * What a program said.
   *
   * @param code its exit code
   * @param lines of its output and its errors
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
    Path output = Files.createTempFile("mcl-doctor-", ".txt"); // a pipe could block for ever
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      Process process = builder.redirectOutput(output.toFile()).start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command[0] + " did not end within " + SECONDS + " s");
      }
      String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
      return Optional.of(new Outcome(process.exitValue(), text.lines().toList()));
    } finally {
      Files.delete(output);
    }
  }

  /** Whether a program is on the search path. */
  private static boolean exists(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return List.of(path.split(File.pathSeparator)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
