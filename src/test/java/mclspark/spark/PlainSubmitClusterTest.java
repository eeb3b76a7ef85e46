package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * spark-submit as a scheduler calls it: with the jar alone, in a folder of its own, with nothing of
 * ours in the environment. Spark's home holds Spark's jars only.
 */
@Tag("cluster")
@Timeout(600)
class PlainSubmitClusterTest {

  @TempDir static Path folder;

  private static LocalCluster cluster;
  private static Path sparkHome;
  private static Path data;

  @BeforeAll
  static void startCluster() throws Exception {
    Path home = Path.of(System.getProperty("mcl.home"));
    cluster = LocalCluster.start(home.resolve("target/plain-test"), 2);
    sparkHome = Files.createDirectories(folder.resolve("spark/bin")).getParent();
    Files.createSymbolicLink(
        sparkHome.resolve("jars"), home.resolve("target/plain-test/spark/jars"));
    for (String script : new String[] {"spark-class", "spark-submit"}) {
      Files.copy(home.resolve("docker/" + script), sparkHome.resolve("bin/" + script));
    }
    data = SmallRuns.pictures(folder.resolve("data"));
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  private record Outcome(int code, String output) {}

  private static Outcome submit(Path jar, String master, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(sparkHome.resolve("bin/spark-submit").toString());
    command.addAll(List.of("--master", master, "--driver-memory", "1g"));
    command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--class", "mclspark.cli.Main", jar.toString()));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "submit", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("(MCL|SPARK|DJL|LOG4J|LC)_.*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.directory(Files.createTempDirectory(folder, "elsewhere").toFile());
    Process process = builder.redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(270, TimeUnit.SECONDS), () -> read(log));
    return new Outcome(process.exitValue(), read(log));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path jar() {
    return Path.of(System.getProperty("mcl.home"), "target/mcl-spark.jar");
  }

  private static String configuration(String name, String... overrides) throws IOException {
    PretrainConfig config = SmallRuns.config(data, folder.resolve(name), overrides);
    Path file = folder.resolve(name + ".yaml");
    return Files.writeString(file, new ObjectMapper().writeValueAsString(config.tree())).toString();
  }

  @Test
  void trainsOnAClusterAndLocallyToTheSameBits() throws Exception {
    String file = configuration("cluster", "ranks.workers=2");
    Outcome outcome = submit(jar(), cluster.master(), "pretrain", "--config", file);
    assertEquals(0, outcome.code(), outcome.output());
    file = configuration("local", "ranks.workers=2");
    outcome = submit(jar(), "local[2]", "pretrain", "--config", file);
    assertEquals(0, outcome.code(), outcome.output());
    SmallRuns.run(SmallRuns.config(data, folder.resolve("alone")), "", () -> {});
    for (String run : new String[] {"cluster", "local"}) {
      assertEquals(
          SmallRuns.newest(folder.resolve("alone")).manifest().files(),
          SmallRuns.newest(folder.resolve(run)).manifest().files());
    }
  }

  @Test
  void exitCodesAndPresetsAreTheProgramsOwn() throws Exception {
    Outcome outcome =
        submit(jar(), "local[2]", "pretrain", "--preset", "quickstart", "data.train=/nowhere/x");
    assertEquals(2, outcome.code(), outcome.output());
    assertTrue(outcome.output().contains("data.train: "), outcome.output());
  }

  @Test
  void aJarWithoutItsLibrariesSaysSo() throws Exception {
    Path alone = Files.createDirectories(folder.resolve("alone-jar")).resolve("mcl-spark.jar");
    Files.copy(jar(), alone);
    Outcome outcome = submit(alone, "local[2]", "--version");
    assertEquals(2, outcome.code(), outcome.output());
    assertTrue(
        outcome
            .output()
            .contains(
                " is not on the class path: keep the folder lib beside mcl-spark.jar, or give its"
                    + " jars to spark-submit by --jars."),
        outcome.output());
    assertFalse(outcome.output().contains("\tat "), outcome.output());
  }
}
