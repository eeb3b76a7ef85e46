package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.ExitCode;
import mclspark.UserError;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.Resolved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arguments of pre-training. */
final class PretrainCommandTest {

  private final List<Resolved<PretrainConfig>> runs = new ArrayList<>();
  private final List<Boolean> dryRuns = new ArrayList<>();
  private ExitCode end = ExitCode.DONE;

  private final Program program =
      new Program(
          new PretrainCommand(
              (resolved, launch) -> {
                runs.add(resolved);
                dryRuns.add(launch.dryRun());
                return end;
              }));

  @Test
  void presetAndOverridesReachTheJob() {
    assertEquals(
        0,
        program.run(
            "pretrain",
            "--preset",
            "quickstart",
            "data.train=/d",
            "--resume",
            "never",
            "optimizer.milestones=[1, 2]"),
        program.err());
    PretrainConfig config = runs.get(0).config();
    assertEquals("quickstart", config.name());
    assertEquals("/d", config.data().train());
    assertEquals("never", config.checkpoint().resume());
    assertEquals(List.of(1, 2), config.optimizer().milestones());
    assertEquals(List.of(false), dryRuns);
    assertEquals("conf/presets/quickstart.yaml", runs.get(0).label());
  }

  @Test
  void ownFileAndDryRun(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, "{name: mine, output: o, data: {train: t}}");
    assertEquals(0, program.run("pretrain", "--config", file.toString(), "--dry-run"));
    assertEquals("mine", runs.get(0).config().name());
    assertEquals(List.of(true), dryRuns);
  }

  @Test
  void nothingRunsOnABadConfiguration() {
    assertEquals(2, program.run("pretrain", "--preset", "quickstart", "moco.temperature=-1"));
    assertEquals(
        "command line: moco.temperature is -1; it must be >= 0.015 and <= 1000 (MoCo uses 0.07).\n",
        program.err());
    assertEquals(List.of(), runs);
  }

  @Test
  void forgottenPresetOptionIsExplained() {
    assertEquals(2, program.run("pretrain", "quickstart"));
    assertTrue(program.err().contains("--preset=NAME | --config=FILE"), program.err());
  }

  @Test
  void presetOfAnotherJobIsRefused() {
    assertEquals(2, program.run("pretrain", "--preset", "lincls-quickstart"));
    assertEquals(
        "conf/presets/lincls-quickstart.yaml: job is linear, but this command runs pretrain; use"
            + " `mcl linear`.\n",
        program.err());
  }

  @Test
  void missingFile() {
    assertEquals(2, program.run("pretrain", "--config", "none.yaml"));
    assertEquals("The configuration file none.yaml does not exist.\n", program.err());
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void jobDecidesTheExitCode(ExitCode code) {
    end = code;
    assertEquals(code.number(), program.run("pretrain", "--preset", "quickstart"));
  }

  @Test
  void errorOfTheJobIsTold() {
    Program failing =
        new Program(
            new PretrainCommand(
                (resolved, launch) -> {
                  throw new UserError("No slots.");
                }));
    assertEquals(2, failing.run("pretrain", "--preset", "quickstart"));
    assertEquals("No slots.\n", failing.err());
  }
}
