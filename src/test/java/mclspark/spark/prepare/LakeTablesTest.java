package mclspark.spark.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delta and Iceberg tables, by the real libraries, which the build copies to target/tables. */
@Tag("slow")
final class LakeTablesTest {

  @TempDir Path folder;

  @Test
  void deltaAndIcebergTablesBecomeShardsInAnyVersion() throws Exception {
    Path home = Path.of(System.getProperty("mcl.home"));
    Path libraries = home.resolve("target/tables");
    assumeTrue(Files.isDirectory(libraries), "no libraries: mvn generate-test-resources");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + home.resolve("conf/jvm.options"));
    command.add("-Dlog4j2.configurationFile=" + home.resolve("conf/log4j2.xml"));
    command.addAll(List.of("-Xmx1g", "-cp", classPath(libraries)));
    command.addAll(List.of(LakeTables.class.getName(), folder.toString()));
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(300, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(log, StandardCharsets.UTF_8);
    assertTrue(ended, text);
    assertEquals(0, process.exitValue(), text);
    assertTrue(text.contains("all tables prepared"), text);
  }

  private static String classPath(Path libraries) throws Exception {
    try (Stream<Path> jars = Files.list(libraries)) {
      return jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator))
          + File.pathSeparator
          + System.getProperty("java.class.path");
    }
  }
}
