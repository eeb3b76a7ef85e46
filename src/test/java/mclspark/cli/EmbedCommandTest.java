package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.ExitCode;
import mclspark.embed.EmbeddingChoice;
import mclspark.embed.Layer;
import mclspark.spark.embed.EmbedRequest;
import mclspark.spark.embed.EmbedSettings;
import mclspark.spark.embed.OutputMode;
import mclspark.spark.pictures.TableFormat;
import mclspark.step.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments of {@code mcl embed}. */
final class EmbedCommandTest {

  @TempDir Path folder;

  private EmbedRequest given;
  private final Program program =
      new Program(
          new EmbedCommand(
              request -> {
                given = request;
                return ExitCode.DONE;
              }));

  @Test
  void picturesOfAFolderAreEmbeddedByTheFirstPeerWithoutFurtherWords() {
    String data = folder.toString();
    assertEquals(0, program.run("embed", "run", "--data", data, "--out", "o"), program.err());
    assertEquals("run", given.model());
    assertEquals(EmbeddingChoice.standard(), given.choice());
    assertEquals(Optional.of(TableFormat.BINARY_FILE), given.input().format());
    assertEquals(new EmbedSettings(0, Device.AUTO, false), given.settings());
    assertEquals(OutputMode.ERROR, given.mode());
    assertEquals("embedding", given.column());
    assertEquals(Optional.empty(), given.keep());
    assertTrue(given.checksums());
    assertFalse(given.csv());
  }

  @Test
  void everyOptionReachesTheJob() throws Exception {
    Files.writeString(folder.resolve("a.parquet"), "");
    String line =
        "embed run --data %s --out o --output-format csv --image-column i --split test --where x=1"
                .formatted(folder)
            + " --keep-columns a,b --output-column v --no-checksums --peer mean --layer projection"
            + " --normalize false --batch-size 7 --resize 40 --crop-size 32 --device cpu"
            + " --on-error fail --mode overwrite";
    assertEquals(0, program.run(line.split(" ")), program.err());
    assertEquals(new EmbeddingChoice("mean", Layer.PROJECTION, false, 40, 32), given.choice());
    assertEquals(Optional.of(TableFormat.PARQUET), given.input().format());
    assertEquals("i", given.input().imageColumn());
    assertEquals("test", given.input().split());
    assertEquals("x=1", given.input().where());
    assertEquals(Optional.of(List.of("a", "b")), given.keep());
    assertEquals("v", given.column());
    assertEquals(new EmbedSettings(7, Device.CPU, true), given.settings());
    assertEquals(OutputMode.OVERWRITE, given.mode());
    assertTrue(given.csv());
    assertFalse(given.checksums());
  }

  @Test
  void aTableOfACatalogHasItsOwnFormatAndVersions() {
    String[] line = {"embed", "run", "--table", "db.t", "--version", "3", "--out", "o"};
    assertEquals(0, program.run(line), program.err());
    assertEquals("3", given.input().version());
    assertEquals("db.t", given.input().table());
    assertEquals(Optional.empty(), given.input().format());
  }

  @Test
  void mistakesEndWithTwo() {
    assertMistake("Name the pictures by --data or by --table, one of both.\n", "--out", "o");
    assertMistake(
        "--mode is replace; it must be one of error, overwrite, append, ignore.\n",
        "--table",
        "t",
        "--out",
        "o",
        "--mode",
        "replace");
    assertMistake(
        "--on-error is skip; it must be one of null, fail.\n",
        "--table",
        "t",
        "--out",
        "o",
        "--on-error",
        "skip");
    assertMistake(
        "The batch size is -3; it must be from 1 to 65536, or 0 to leave the choice to the"
            + " program.\n",
        "--table",
        "t",
        "--out",
        "o",
        "--batch-size",
        "-3");
  }

  @Test
  void helpIsThere() {
    assertEquals(0, program.run("embed", "--help"), program.err());
    assertTrue(program.out().contains("--keep-columns"), program.out());
  }

  private void assertMistake(String sentence, String... options) {
    List<String> arguments = new ArrayList<>(List.of("embed", "run"));
    arguments.addAll(List.of(options));
    Program wrong = new Program(new EmbedCommand(request -> ExitCode.DONE));
    assertEquals(2, wrong.run(arguments.toArray(String[]::new)));
    assertEquals(sentence, wrong.err());
  }

  @Test
  void whatIsMissingIsToldByTheWholeProgramBeforeSparkStarts() {
    Program whole = new Program();
    String nowhere = folder.resolve("nowhere").toString();
    assertEquals(
        2, whole.run("embed", nowhere, "--data", nowhere + "/pictures", "--out", nowhere + "-out"));
    assertEquals(
        "Checkpoint file:%s does not exist. Give a checkpoint's folder or a run's folder.\n"
            .formatted(nowhere),
        whole.err());
    Program bench = new Program();
    assertEquals(2, bench.run("bench", "embed", "--size", "16"));
    assertEquals("--size is 16; it must be at least 32.\n", bench.err());
  }
}
