package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mclspark.dataset.shards.make.PictureFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which parts of the preparation would run on a GPU. Runs where the profile rapids was built. */
@Tag("rapids")
final class RapidsPlanClusterTest {

  @TempDir Path folder;

  @Test
  void countingRunsOnTheGpu() throws Exception {
    Path home = Path.of(System.getProperty("mcl.home"));
    Path jar = home.resolve("target/rapids/rapids-4-spark.jar");
    assumeTrue(Files.exists(jar), "no plugin: mvn -Prapids dependency:copy@rapids fetches it");
    PictureFolder.write(folder.resolve("pictures"), 8, "ant", "bee");
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command(home, jar))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(300, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(log, StandardCharsets.UTF_8);
    assertTrue(ended, text);
    assertEquals(0, process.exitValue(), text);
    assertTrue(text.contains("explain only mode"), text);
    assertTrue(text.contains("*Exec <FileSourceScanExec> will run on GPU"), text);
    assertTrue(text.contains("*Exec <HashAggregateExec> will run on GPU"), text);
    assertTrue(text.contains("16 pictures of 2 classes"), text);
  }

  private List<String> command(Path home, Path jar) {
    return List.of(
        home.resolve("submit/mcl").toString(),
        "--master",
        "local[2]",
        "--jars",
        jar.toString(),
        "--driver-class-path",
        jar.toString(),
        "--conf",
        "spark.rapids.sql.mode=explainOnly",
        "--conf",
        "spark.rapids.sql.explain=ALL",
        "prepare",
        "--data",
        folder.resolve("pictures").toString(),
        "--out",
        folder.resolve("out").toString(),
        "--rapids");
  }
}
