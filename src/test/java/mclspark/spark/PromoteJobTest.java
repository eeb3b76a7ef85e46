package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.checkpoint.Champion;
import mclspark.checkpoint.CheckpointReader;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.schedule.Gate;
import mclspark.schedule.ResultWriter;
import mclspark.schedule.RunStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of two small runs becomes or stays the champion. */
@Tag("slow")
class PromoteJobTest {

  @TempDir static Path shared;
  private static Path good;
  private static Path bad;

  @TempDir Path folder;

  @BeforeAll
  static void trainTwoRuns() throws Exception {
    Path data = SmallRuns.pictures(shared.resolve("data"));
    good = shared.resolve("good");
    bad = shared.resolve("bad");
    train(data, good, "seed=1");
    train(data, bad, "seed=3");
  }

  private static void train(Path data, Path output, String seed) throws Exception {
    PretrainConfig config = SmallRuns.config(data, output, seed, "optimizer.epochs=1");
    SmallRuns.run(config, "", () -> {});
    end(config, output, RunStatus.FINISHED);
  }

  private static void end(PretrainConfig config, Path output, RunStatus status) {
    new ResultWriter(config, output.toString(), SmallRuns.HADOOP)
        .write(status, "m", Optional.of(SmallRuns.newest(output)), "4");
  }

  @BeforeEach
  void haveSpark() {
    TestSpark.session();
  }

  private PromoteJob.Outcome promote(Path run, String metric, double tolerance) throws Exception {
    return promote(run, metric, tolerance, 0);
  }

  private PromoteJob.Outcome promote(
      Path run, String metric, double tolerance, int peer, String... overrides) throws Exception {
    TestSpark.session();
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("knn.every_epochs=1");
    return new PromoteJob(
            new PromoteRequest(
                run.toString(),
                folder.resolve("champion.json").toString(),
                metric,
                peer,
                tolerance,
                all))
        .run();
  }

  private Champion champion() {
    return Champion.read(folder.resolve("champion.json").toString(), SmallRuns.HADOOP)
        .orElseThrow();
  }

  @Test
  void firstIsNamedAndTheNextOnesAreCompared() throws Exception {
    PromoteJob.Outcome first = promote(good, "knn", 0.5);
    assertEquals(Gate.OPEN, first.gate());
    assertTrue(first.text().contains("is the first champion"), first.text());
    assertTrue(promote(good, "knn", 0.5).text().endsWith("is the champion already."));
    assertEquals(
        SmallRuns.newest(good).path(),
        new CheckpointReader(SmallRuns.HADOOP)
            .resolve(folder.resolve("champion.json").toString())
            .path());

    PromoteJob.Outcome knn = promote(bad, "knn", 100);
    assertTrue(knn.text().startsWith("knn on 32 held-out pictures: candidate "), knn.text());
    PromoteJob.Outcome back = promote(knn.gate() == Gate.OPEN ? good : bad, "linear", 100);
    assertTrue(back.text().startsWith("linear on 32 held-out pictures: "), back.text());
    boolean named = back.text().contains("Promoted: ");
    assertEquals(named, back.gate() == Gate.OPEN);
  }

  @Test
  void deletedChampionIsNotReplacedInSilence() throws Exception {
    promote(good, "knn", 0.5);
    Champion gone =
        new Champion(
            Champion.FORMAT, folder + "/gone", "0".repeat(64), "r", "2026-11-30", "knn", 1.0, "");
    gone.write(file(), SmallRuns.HADOOP);
    String message = assertThrows(UserError.class, () -> promote(bad, "knn", 0.5)).getMessage();
    assertTrue(message.contains("gone, which does not exist any more; restore it, or"), message);
    assertEquals(gone, champion());

    Champion other =
        new Champion(
            Champion.FORMAT,
            SmallRuns.newest(bad).path().toString(),
            "0".repeat(64),
            "r",
            "2026-11-30",
            "knn",
            1.0,
            "");
    other.write(file(), SmallRuns.HADOOP);
    String replaced = assertThrows(UserError.class, () -> promote(bad, "knn", 0.5)).getMessage();
    assertTrue(replaced.contains("which holds other networks than when it was promoted"), replaced);
  }

  private org.apache.hadoop.fs.Path file() {
    return new org.apache.hadoop.fs.Path(folder.resolve("champion.json").toUri());
  }

  @Test
  void whatIsNotFinishedIsRefused() throws Exception {
    Path run = folder.resolve("run");
    PretrainConfig config =
        SmallRuns.config(shared.resolve("data"), run, "checkpoint.every_epochs=1");
    SmallRuns.run(config, "", () -> {});
    assertEquals(
        "The run in "
            + run
            + " has no result.json: it goes on or was killed; let it finish before it is promoted.",
        refusal(run));
    String first = run.resolve("checkpoints/step-000000006").toString();
    assertTrue(
        refusal(Path.of(first))
            .endsWith(
                first
                    + " is a checkpoint after 1 of 2 epochs; let its run finish before it is"
                    + " promoted."));
    end(config, run, RunStatus.STOPPED);
    assertTrue(refusal(run).contains(" has not come to its end (m); "), refusal(run));
    assertEquals(Gate.OPEN, promote(newest(run), "knn", 0.5).gate());
  }

  private static Path newest(Path run) {
    return Path.of(SmallRuns.newest(run).path().toUri());
  }

  private String refusal(Path run) {
    return assertThrows(UserError.class, () -> promote(run, "knn", 0.5)).getMessage();
  }

  /** The classifiers of the two differ, so one of the orders is the worse. */
  @Test
  void whatWasHeldBackIsNotComparedAgain() throws Exception {
    promote(good, "linear", 0);
    Path worse = promote(bad, "linear", 0).gate() == Gate.SHUT ? bad : good;
    assertEquals(Gate.SHUT, promote(worse, "linear", 0).gate());
    PromoteJob.Outcome again = promote(worse, "linear", 0);
    assertEquals(Gate.SHUT, again.gate());
    assertTrue(again.text().startsWith("linear on 32 held-out pictures: "), again.text());
    assertTrue(again.text().contains(", without another comparison; "), again.text());
    Path kept = folder.resolve("champion.json.held-back");
    assertTrue(Files.exists(kept));
    assertFalse(promote(worse, "linear", 100).text().contains("without another"), "other options");
    assertFalse(Files.exists(kept), "of another champion");
  }

  /** A mistake would show when the next candidate is compared, a week later. */
  @Test
  void theFirstIsNamedUnderOptionsThatCanBeUsed() {
    String nowhere = refusal("data.test=" + folder.resolve("nowhere"));
    assertTrue(nowhere.contains("nowhere"), nowhere);
    String peer = assertThrows(UserError.class, () -> promote(good, "knn", 0.5, 2)).getMessage();
    assertTrue(peer.startsWith("--peer is 2, but "), peer);
    String model = refusal("model.arch=resnet14");
    assertTrue(model.startsWith("model.arch cannot be changed for a comparison"), model);
    assertTrue(refusal("data.crop_size=8").startsWith("data.crop_size cannot be changed"));
    assertFalse(Files.exists(folder.resolve("champion.json")));
  }

  @Test
  void picturesThatAreLearntFromAreNotHeldOut() throws Exception {
    String train = shared.resolve("data/train.bin").toString();
    String sentence =
        "96 of the 96 held-out pictures lie in files of data.train; name others by data.test=PATH";
    assertTrue(refusal("data.test=" + train).contains(sentence), "without a champion");
    promote(good, "knn", 0.5);
    assertTrue(refusal("data.test=" + train).contains(sentence), "with one");
    Path link = Files.createSymbolicLink(folder.resolve("link"), shared.resolve("data"));
    assertTrue(refusal("data.test=" + link.resolve("train.bin")).contains(sentence), "by a link");
    Path linked = Files.createSymbolicLink(folder.resolve("linked.bin"), Path.of(train));
    Files.copy(shared.resolve("data/fine_label_names.txt"), folder.resolve("fine_label_names.txt"));
    assertTrue(refusal("data.test=" + linked).contains(sentence), "a link itself");
    String others = "data.train=" + shared.resolve("data/test.bin");
    String own = refusal("data.test=" + train, others);
    assertTrue(own.contains("lie in files of what "), own);
    assertTrue(own.contains(" was trained on; name others"), own);
    Path copy = Files.copy(Path.of(train), folder.resolve("copy.bin"));
    String known = "knn.train=" + shared.resolve("data/test.bin");
    assertTrue(refusal("data.test=" + train, known).contains(sentence), "trained on");
    String bytes = refusal("data.test=" + copy, "data.check_leak=true");
    assertTrue(bytes.startsWith("96 of the 96 pictures of data.test are also in"), bytes);
  }

  private String refusal(String... overrides) {
    return assertThrows(UserError.class, () -> promote(bad, "knn", 0.5, 0, overrides)).getMessage();
  }

  @Test
  void fileOfSomethingElseIsNotOverwritten() throws Exception {
    Path file = folder.resolve("champion.json");
    Files.writeString(file, "{\"format\": \"a list of mine\"}");
    String message = assertThrows(UserError.class, () -> promote(good, "knn", 0.5)).getMessage();
    assertTrue(message.contains("is not a file that mcl promote has written"), message);
    assertTrue(Files.readString(file).contains("a list of mine"));
  }
}
