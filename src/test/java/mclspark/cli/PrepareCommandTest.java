package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mcl prepare} refuses. */
final class PrepareCommandTest {

  private final Program program = new Program();

  @TempDir Path folder;

  @Test
  void allProblemsAreToldBeforeAnythingRuns() {
    String nowhere = folder.resolve("nowhere").toString();
    String out = folder.resolve("out").toString();
    String[] arguments = {
      "prepare", "--data", nowhere, "--out", out, "--quality", "0", "--reject-limit", "-1"
    };
    assertEquals(2, program.run(arguments));
    assertTrue(program.err().startsWith("3 problems:\n"), program.err());
    assertTrue(program.err().contains("--quality is 0"), program.err());
    assertTrue(program.err().contains("--reject-limit is -1"), program.err());
    assertTrue(program.err().contains("nowhere do not exist"), program.err());
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    for (String[] wrong :
        new String[][] {
          {
            "--unlabelled",
            "--labels=cls",
            "--unlabelled and --labels exclude each other; choose one."
          },
          {
            "--labels=none",
            "--class-names=x",
            "--class-names and --labels none exclude each other; choose one."
          },
          {
            "--labels=json:",
            "--label-column=x",
            "--labels json: names no key; write --labels json:KEY."
          }
        }) {
      assertEquals(2, program.run("prepare", "--data=x", "--out=y", wrong[0], wrong[1]));
      assertTrue(program.err().endsWith(wrong[2] + "\n"), program.err());
    }
  }

  @Test
  void dataAndFolderAreNeeded() {
    assertEquals(2, program.run("prepare"));
    assertEquals(
        "Missing required option: '--out=DIR'\nTry `mcl prepare --help`.\n", program.err());
    refused("Say where the pictures are: --data PATH, or --table NAME.");
    refused("--table and --data exclude each other; choose one.", "--table=t", "--data=x");
  }

  @Test
  void optionsOfTablesAreForTables() {
    refused(
        "--where, --split are for tables, but --data names files; leave them out, or say --format"
            + " binaryFile.",
        "--data=x",
        "--where=a > 1",
        "--split=train");
    refused(
        "--format is orc; it must be parquet, delta, iceberg, binaryFile, webdataset, tar or"
            + " folder.",
        "--data=x",
        "--format=orc");
    refused(
        "--labels is cls, but of a table it must be none, column or folder.",
        "--table=t",
        "--labels=cls");
  }

  private static void refused(String sentence, String... options) {
    Program program = new Program();
    List<String> arguments = new ArrayList<>(List.of("prepare", "--out=y"));
    arguments.addAll(List.of(options));
    assertEquals(2, program.run(arguments.toArray(String[]::new)));
    assertEquals(sentence + "\n", program.err());
  }
}
