package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What executors get of our libraries. */
final class ProgramJarsTest {

  @TempDir Path folder;
  private Path jar;

  @BeforeEach
  void install() throws IOException {
    jar = folder.resolve("mcl-spark.jar");
    Path lib = Files.createDirectories(folder.resolve("lib/spark")).getParent();
    for (String name : new String[] {"b.jar", "a.jar", "notes.txt"}) {
      Files.createFile(lib.resolve(name));
    }
  }

  private String jars(String given) {
    SparkConf conf = new SparkConf(false).set("spark.jars", given);
    ProgramJars.addTo(conf, jar);
    return conf.get("spark.jars");
  }

  @Test
  void theFolderLibGoesWithAJarThatWasNamedAlone() {
    String file = jar.toUri().toString();
    assertEquals(
        file
            + ","
            + folder.resolve("lib/a.jar").toUri()
            + ","
            + folder.resolve("lib/b.jar").toUri(),
        jars(file));
    assertEquals(
        "local:%s,local:%s/lib/a.jar,local:%s/lib/b.jar".formatted(jar, folder, folder),
        jars("local:" + jar));
  }

  @Test
  void whatIsNamedIsNotNamedTwice() {
    String all = "hdfs://n/b.jar,/x/a.jar," + jar;
    assertEquals(all, jars(all));
  }

  @Test
  void nothingGoesWithoutOurJarOrItsFolder() throws IOException {
    assertEquals("/x/other.jar", jars("/x/other.jar"));
    SparkConf conf = new SparkConf(false).set("spark.jars", "/y/mcl-spark.jar");
    ProgramJars.addTo(conf, folder.resolve("alone/mcl-spark.jar"));
    assertEquals("/y/mcl-spark.jar", conf.get("spark.jars"));
  }
}
