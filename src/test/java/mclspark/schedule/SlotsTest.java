package mclspark.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.Configurations;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the runs of a schedule belong, whatever happened to the ones before. */
class SlotsTest {

  private static final Configuration HADOOP = new Configuration();
  private static final Launch NOW = Launch.now(false);
  private static final String TODAY = Instant.now().toString().substring(0, 10);

  @TempDir Path runs;

  private PretrainConfig config(String... more) {
    String[] all = new String[more.length + 1];
    all[0] = "output=" + runs + "/{date}";
    System.arraycopy(more, 0, all, 1, more.length);
    return Configurations.run(all);
  }

  private Slots slots(String... more) {
    return new Slots(config(more), HADOOP);
  }

  /** A run that began in the folder of another day. */
  private void began(String folder, Duration ago) {
    PretrainConfig config = config();
    String date = Instant.now().minus(ago).toString();
    new Slot(config.output(), runs + "/" + folder, date, config.hash()).write(HADOOP);
  }

  private void ended(String folder, RunStatus status, Instant at, String data) {
    PretrainConfig config = config();
    new RunResult(
            status,
            status.exitCode().number(),
            "",
            "pretrain",
            "n",
            runs + "/" + folder,
            at.toString(),
            at.toString(),
            1,
            1,
            1,
            1,
            1,
            Map.of(),
            config.hash(),
            data,
            "",
            "",
            List.of(),
            "",
            Map.of())
        .write(HADOOP);
  }

  private String found(String... more) {
    return Path.of(slots(more).find(NOW).output()).getFileName().toString();
  }

  @Test
  void slotTellsWhatTheManualSays() throws Exception {
    began("2026-11-29", Duration.ofHours(3));
    List<String> fields = new ArrayList<>();
    new ObjectMapper()
        .readTree(runs.resolve("2026-11-29/slot.json").toFile())
        .fieldNames()
        .forEachRemaining(fields::add);
    assertEquals(List.of("template", "output", "date", "config_fingerprint"), fields);
  }

  @Test
  void firstRunBelongsToTheDate() {
    assertEquals(TODAY, found());
  }

  @Test
  void retryAfterMidnightGoesOnWithTheUnfinishedRun() {
    began("2026-11-29", Duration.ofHours(3));
    assertEquals("2026-11-29", found());
    assertEquals(TODAY, found("moco.temperature=0.1"), "another configuration");
    ended("2026-11-29", RunStatus.GAVE_UP, Instant.now(), "d");
    assertEquals("2026-11-29", found());
    ended("2026-11-29", RunStatus.FINISHED, Instant.now(), "d");
    assertEquals(TODAY, found());
  }

  @Test
  void nextSlotBeginsAnewWhateverBecameOfTheLast() {
    began("2026-11-23", Duration.ofDays(7));
    assertEquals(TODAY, found());
    assertEquals("2026-11-23", found("run.retry_hours=200"));
  }

  @Test
  void dateOfTheScheduleIsTakenAtItsWord() {
    began("2026-11-29", Duration.ofHours(3));
    Launch given = new Launch(false, false, Optional.of(Instant.parse("2026-11-30T00:00:00Z")));
    assertEquals(runs + "/2026-11-30", slots().find(given).output());
  }

  /** The machine believed for a while that it was next year. */
  @Test
  void clockThatJumpedHidesNoRun() {
    began("2027-11-29", Duration.ofDays(-365));
    began("2026-11-29", Duration.ofHours(1));
    assertEquals("2026-11-29", found());
    ended("2027-11-29", RunStatus.FINISHED, Instant.now().plus(Duration.ofDays(365)), "later");
    ended("2026-11-29", RunStatus.FINISHED, Instant.now(), "now");
    assertEquals("now", slots().newestFinished().orElseThrow().dataFingerprint());
  }

  @Test
  void newestFinishedRunIsTheLastToEnd() {
    assertTrue(slots().newestFinished().isEmpty());
    Instant now = Instant.now();
    ended("2026-11-09", RunStatus.FINISHED, now.minusSeconds(30), "first");
    ended("2026-11-02", RunStatus.FINISHED, now.minusSeconds(20), "made up for");
    ended("2026-11-16", RunStatus.FAILED, now.minusSeconds(10), "failed");
    ended("2026-11-23", RunStatus.NOTHING_NEW, now, "same");
    assertEquals("made up for", slots().newestFinished().orElseThrow().dataFingerprint());
  }

  @Test
  void otherPeoplesFilesAreNoSlotsAndNoResults() throws Exception {
    Path folder = Files.createDirectory(runs.resolve("2026-11-29"));
    Files.writeString(folder.resolve("slot.json"), "{\"template\": \"x\"");
    Files.writeString(folder.resolve("result.json"), "{}");
    assertEquals(TODAY, found());
    assertTrue(slots().newestFinished().isEmpty());
    String message =
        assertThrows(UserError.class, () -> RunResult.read(folder.toString(), HADOOP)).getMessage();
    assertTrue(message.endsWith("result.json is not the result of a run; remove it."), message);
  }

  @Test
  void outputWithoutPlaceholdersIsItself() {
    PretrainConfig config = Configurations.run("output=" + runs + "/always");
    Slot slot = new Slots(config, HADOOP).find(NOW);
    slot.write(HADOOP);
    assertEquals(runs + "/always", slot.output());
    assertTrue(Files.notExists(runs.resolve("always")));
  }
}
