package mclspark.spark;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.checkpoint.Champion;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.NamedPath;
import mclspark.checkpoint.Snapshot;
import mclspark.dataset.PictureListing;
import mclspark.pretrain.FrozenTest;
import mclspark.pretrain.PretrainConfig;
import mclspark.schedule.Comparison;
import mclspark.schedule.Gate;
import mclspark.schedule.HeldBack;
import mclspark.schedule.ResultWriter;
import mclspark.schedule.RunResult;
import mclspark.schedule.RunStatus;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.storage.OutputLease;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a candidate the champion, unless it is worse on the same held-out pictures. One process at
 * a time: the folder of the champion's file is leased meanwhile.
 */
public final class PromoteJob {

  private final PromoteRequest request;
  private final Configuration hadoop = SparkSettings.hadoop(SparkSettings.conf("promote"));

  /** Prepares a job; touches nothing yet. */
  public PromoteJob(PromoteRequest request) {
    this.request = request;
  }

  /**
   * What came out.
   *
   * @param gate whether the candidate is the champion now
   * @param text for the user
   */
  public record Outcome(Gate gate, String text) {}

  /**
   * Compares and decides.
   *
   * @throws UserError if a model or the pictures cannot be used, or another process decides now
   */
  public Outcome run() throws InterruptedException {
    Path file = file();
    return OutputLease.holding(file.getParent().toString(), hadoop, () -> decide(file));
  }

  private Path file() {
    try {
      return StoredFiles.qualified(new Path(request.champion()), hadoop);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "--champion is %s, which cannot be used: %s."
              .formatted(request.champion(), e.getMessage()),
          e);
    }
  }

  private Outcome decide(Path file) throws InterruptedException {
    Checkpoint candidate = candidate();
    Optional<Champion> known = Champion.read(file.toString(), hadoop);
    if (known.isEmpty()) {
      requireFree(file);
      PretrainConfig config = Trial.config(candidate, overrides());
      test(candidate, config);
      if (!request.overrides().isEmpty()) {
        Trial.of(
            List.of(candidate),
            overrides(),
            hadoop); // or what is wrong would be told when the next one is compared
      }
      promote(file, candidate, "", null, "");
      return new Outcome(
          Gate.OPEN,
          "%s is the first champion, without a comparison: %s names it."
              .formatted(candidate.path(), file));
    }
    Checkpoint champion = new CheckpointReader(hadoop).resolve(file.toString());
    if (sha256(candidate).equals(sha256(champion))) {
      return new Outcome(Gate.OPEN, candidate.path() + " is the champion already.");
    }
    Trial trial = Trial.of(List.of(candidate, champion), overrides(), hadoop);
    String key = key(candidate, champion, trial);
    Optional<HeldBack> before = HeldBack.read(file, hadoop).filter(held -> held.isOf(key));
    if (before.isPresent()) {
      return new Outcome(
          Gate.SHUT,
          "%s%nHeld back as on %s, without another comparison; %s still names %s."
              .formatted(before.get().text(), before.get().date(), file, champion.path()));
    }
    Comparison comparison = compare(candidate, champion, trial);
    String text = comparison.text(request.metric());
    if (comparison.isWorse(request.tolerance())) {
      new HeldBack(key, text, now()).write(file, hadoop);
      return new Outcome(
          Gate.SHUT,
          "%s%nHeld back: the candidate is worse; %s still names %s."
              .formatted(text, file, champion.path()));
    }
    promote(
        file,
        candidate,
        request.metric(),
        comparison.candidateAccuracy(),
        champion.path().toString());
    return new Outcome(
        Gate.OPEN,
        "%s%nPromoted: %s names %s now. Embed again what was embedded by %s."
            .formatted(text, file, candidate.path(), champion.path()));
  }

  private void requireFree(Path file) {
    try {
      if (StoredFiles.fileSystem(file, hadoop).exists(file)) {
        throw new UserError(
            file
                + " is not a file that mcl promote has written, and is not overwritten; name"
                + " another by --champion.");
      }
    } catch (IOException e) {
      throw StorageErrors.cannotRead(file, e);
    }
  }

  private void promote(
      Path file, Checkpoint candidate, String metric, Double accuracy, String previous) {
    Champion.of(candidate, now(), metric, accuracy, previous).write(file, hadoop);
    HeldBack.delete(file, hadoop);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String sha256(Checkpoint checkpoint) {
    return checkpoint.manifest().files().get(Snapshot.MODEL).sha256();
  }

  /** Of a run that found nothing new it is that of the run which was the same. */
  private Checkpoint candidate() {
    Optional<RunResult> result = RunResult.read(request.candidate(), hadoop);
    if (result.filter(r -> r.status() == RunStatus.NOTHING_NEW).isPresent()) {
      return finished(new CheckpointReader(hadoop).resolve(result.get().checkpoint()));
    }
    if (result.filter(r -> r.status() != RunStatus.FINISHED).isPresent()) {
      throw new UserError(
          "The run in %s has not come to its end (%s); let it finish before it is promoted."
              .formatted(request.candidate(), result.get().message()));
    }
    Checkpoint checkpoint = new CheckpointReader(hadoop).resolve(request.candidate());
    boolean newest = checkpoint.path().getParent().equals(checkpoints());
    if (result.isEmpty() && newest && isOurs(checkpoint)) {
      throw new UserError(
          "The run in %s has no %s: it goes on or was killed; let it finish before it is promoted."
              .formatted(request.candidate(), RunResult.FILE_NAME));
    }
    return finished(checkpoint);
  }

  private Path checkpoints() {
    return new Path(NamedPath.of(request.candidate(), hadoop).path(), "checkpoints");
  }

  /** Not imported: those have networks only, and nothing to finish. */
  private static boolean isOurs(Checkpoint checkpoint) {
    return checkpoint.manifest().files().containsKey(Snapshot.OPTIMIZER);
  }

  private static Checkpoint finished(Checkpoint checkpoint) {
    int epochs = Trial.config(checkpoint, List.of()).optimizer().epochs();
    int done = checkpoint.manifest().progress().epoch();
    if (isOurs(checkpoint) && done < epochs) {
      throw new UserError(
          "%s is a checkpoint after %d of %d epochs; let its run finish before it is promoted."
              .formatted(checkpoint.path(), done, epochs));
    }
    return checkpoint;
  }

  /** The same again for the same networks, pictures and options. */
  private String key(Checkpoint candidate, Checkpoint champion, Trial trial) {
    return String.join(
        " ",
        sha256(candidate),
        sha256(champion),
        ResultWriter.fingerprint(trial.bank(), hadoop),
        ResultWriter.fingerprint(trial.held(), hadoop),
        request.metric() + " " + request.peer() + " " + request.tolerance(),
        String.join(" ", request.overrides()));
  }

  private Comparison compare(Checkpoint candidate, Checkpoint champion, Trial trial)
      throws InterruptedException {
    PretrainConfig config = trial.config();
    PretrainConfig other = FrozenTest.alike(Trial.config(champion, List.of()), config);
    TrainingStage stage = trial.stage();
    SparkSession session = SparkSessions.open(stage.conf());
    try {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      for (PictureListing known : trial.known()) {
        LeakCheck.run(() -> session, config.data(), known, stage.hadoop());
      }
      return compared(
          marks(stage, spark, test(candidate, config), trial.bank(), trial.held()),
          marks(stage, spark, test(champion, other), trial.bank(), trial.held()));
    } finally {
      SparkSessions.close(session);
    }
  }

  private FrozenTest test(Checkpoint checkpoint, PretrainConfig config) {
    String location = checkpoint.path().toString();
    return FrozenTest.of(location, request.peer(), request.isLinear(), config);
  }

  /** Others would show one of the models its pictures otherwise than in training. */
  private List<String> overrides() {
    for (String override : request.overrides()) {
      String key = override.split("=", 2)[0];
      if (!FrozenTest.isShared(key)) {
        throw new UserError(
            "%s cannot be changed for a comparison, for models are tested as they were trained; give keys of where pictures lie (data.test, data.train, data.format, data.check_leak ...), of knn and of ranks."
                .formatted(key));
      }
    }
    return request.overrides();
  }

  private static List<FrozenTest.Marks> marks(
      TrainingStage stage,
      JavaSparkContext spark,
      FrozenTest test,
      PictureListing bank,
      PictureListing held)
      throws InterruptedException {
    return stage.once(spark, (checkpoint, site) -> test.run(bank, held, site));
  }

  /** On pictures that both could read. */
  private static Comparison compared(
      List<FrozenTest.Marks> candidate, List<FrozenTest.Marks> champion) {
    Map<Integer, Boolean> of = new HashMap<>();
    champion.forEach(
        part -> {
          for (int i = 0; i < part.pictures().length; i++) {
            of.put(part.pictures()[i], part.right()[i]);
          }
        });
    List<boolean[]> pairs = new ArrayList<>();
    candidate.forEach(
        part -> {
          for (int i = 0; i < part.pictures().length; i++) {
            Boolean other = of.get(part.pictures()[i]);
            if (other != null) {
              pairs.add(new boolean[] {part.right()[i], other});
            }
          }
        });
    if (pairs.isEmpty()) {
      throw new UserError("None of the held-out pictures could be read; see the warnings above.");
    }
    boolean[] mine = new boolean[pairs.size()];
    boolean[] theirs = new boolean[pairs.size()];
    for (int i = 0; i < mine.length; i++) {
      mine[i] = pairs.get(i)[0];
      theirs[i] = pairs.get(i)[1];
    }
    return Comparison.of(mine, theirs);
  }
}
