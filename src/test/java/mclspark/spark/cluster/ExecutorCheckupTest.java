package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mclspark.UserError;
import mclspark.doctor.Examination;
import mclspark.doctor.Examined;
import mclspark.presets.Presets;
import mclspark.pretrain.PretrainConfig;
import mclspark.spark.TestSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ExecutorCheckupTest {

  @TempDir private Path folder;

  private Examination what() {
    PretrainConfig config =
        PretrainConfig.reader()
            .read(
                new Presets(Path.of(System.getProperty("mcl.home"))).read("quickstart"), List.of())
            .config();
    return new Examination(config, folder.toString(), 2, false);
  }

  /** Two slots, one process. */
  @Test
  void everyProcessIsExaminedOnce() throws Exception {
    TestSpark.training();
    List<Examined> examined = new ExecutorCheckup(what(), 0).run();
    assertEquals(1, examined.size());
    assertEquals("this process", examined.get(0).place());
    assertTrue(
        examined.get(0).findings().stream()
            .anyMatch(finding -> finding.subject().equals("libtorch")),
        examined.toString());
  }

  @Test
  void executorsThatDoNotComeAreMissed() {
    TestSpark.training();
    UserError error =
        assertThrows(
            UserError.class, () -> new ExecutorCheckup(what(), 2, Duration.ofMillis(300)).run());
    assertTrue(
        error.getMessage().startsWith("1 of 2 executors came within 0 s: free or add some"),
        error.getMessage());
  }
}
