package mclspark.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The scripts of submit/ in a copy of the project with empty jars, where they print what they would
 * run.
 *
 * @param home the copy
 */
record SubmitScripts(Path home) {

  /** Exit code and output, with HOME and JAVA in place of the paths of this machine. */
  record Outcome(int code, String output) {}

  /** Copies the scripts. */
  static SubmitScripts copyTo(Path home) throws IOException {
    Files.createDirectories(home.resolve("submit"));
    try (Stream<Path> scripts =
        Files.list(Path.of(System.getProperty("mcl.home")).resolve("submit"))) {
      for (Path script : scripts.filter(Files::isRegularFile).toList()) {
        Files.copy(script, home.resolve("submit").resolve(script.getFileName()));
      }
    }
    Files.createDirectories(home.resolve("target/lib/spark"));
    Files.createFile(home.resolve("target/mcl-spark.jar"));
    Files.createFile(home.resolve("target/lib/api.jar"));
    return new SubmitScripts(home);
  }

  /** Makes an empty program. */
  Path program(String name) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
  }

  /** Runs a script with DRY_RUN=1 and nothing else of ours in the environment than is given. */
  Outcome run(String script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(script, environment, arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(30, TimeUnit.SECONDS);
    String shown =
        output
            .replace(System.getProperty("java.home") + "/bin/java", "JAVA")
            .replace(home.toString(), "HOME")
            .strip();
    return new Outcome(process.exitValue(), shown);
  }

  /** Starts a script as {@link #run} does, in the copy's folder. */
  Process start(String script, Map<String, String> environment, String... arguments)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("submit/" + script).toString());
    builder.command().addAll(List.of(arguments));
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.matches(
                    "(SPARK|JAVA)_HOME|SPARK_LOCAL_IP|(HADOOP|YARN|SPARK)_CONF_DIR|MCL_.*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("DRY_RUN", "1");
    builder.environment().putAll(environment);
    return builder.directory(home.toFile()).redirectErrorStream(true).start();
  }
}
