package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mcl neighbors} and {@code mcl dedup} refuse before Spark starts. */
final class SearchCommandsTest {

  private final Program program = new Program();

  @TempDir Path folder;

  @Test
  void allProblemsOfNeighborsAreToldTogether() {
    String[] arguments = {
      "neighbors", "--data", "emb", "--queries", "others", "--k", "0", "--out", folder.toString()
    };
    assertEquals(2, program.run(arguments));
    assertEquals(
        """
        4 problems:
        - --k is 0; it must be at least 1.
        - %s exists already; name another folder by --out, or remove it.
        - emb does not exist; name the folder or file that mcl embed has written.
        - others does not exist; name the folder or file that mcl embed has written.
        """
            .formatted(folder),
        program.err());
  }

  @Test
  void aThresholdOfDedupThatIsNoCosineIsRefused() {
    String emb = folder.toString();
    String out = folder.resolveSibling("out").toString();
    assertEquals(2, program.run("dedup", "--data", emb, "--threshold", "1.5", "--out", out));
    assertEquals("--threshold is 1.5; it must be > 0 and <= 1.\n", program.err());
    assertEquals(2, program.run("dedup", "--data", emb, "--threshold", "x", "--out", out));
    assertTrue(program.err().contains("Invalid value for option '--threshold'"), program.err());
  }

  @Test
  void tablesAreNeeded() {
    assertEquals(2, program.run("neighbors"));
    assertEquals(
        "Missing required options: '--data=TABLE', '--out=DIR'\nTry `mcl neighbors --help`.\n",
        program.err());
  }
}
