package mclspark.spark.prepare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.cifar.PythonCifar;
import mclspark.dataset.shards.ShardFolder;
import mclspark.dataset.shards.ShardSet;
import mclspark.dataset.shards.ShardSetFile;
import mclspark.dataset.shards.WrittenShard;
import mclspark.dataset.shards.make.Rewriter;
import mclspark.dataset.shards.make.SourceList;
import mclspark.dataset.shards.make.UnpackedTars;
import mclspark.pipeline.BadPictures;
import mclspark.spark.cluster.ExecutorDeadline;
import mclspark.spark.cluster.Preflight;
import mclspark.spark.cluster.SettingProblems;
import mclspark.spark.cluster.SparkMaster;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.spark.pictures.PictureTable;
import mclspark.spark.pictures.TableRequest;
import mclspark.storage.OutputLease;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns folders, tar files or tables of pictures into shards: the driver lists files and shuffles
 * them, Spark shuffles the rows of a table; each task makes one shard and decodes its pictures
 * once, and a data frame counts what was written before the marker makes it valid.
 */
public final class PrepareJob {

  private static final Logger LOG = LoggerFactory.getLogger(PrepareJob.class);
  private static final Rewriter CIFAR = new PythonCifar();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final PrepareRequest request;
  private final SparkConf conf;
  private final Configuration hadoop;
  private final ShardFolder folder;
  private final BadPictures rejects;
  private final List<WrittenShard> written = new ArrayList<>();

  /** Prepares a job; touches nothing yet. */
  public PrepareJob(PrepareRequest request) {
    this.request = request;
    conf = SparkSettings.tables("mcl prepare", request.rapids());
    hadoop = SparkSettings.hadoop(conf);
    folder = new ShardFolder(request.out());
    rejects = new BadPictures(Math.max(0, request.rejectLimit()));
  }

  /**
   * Runs the job.
   *
   * @return a sentence for the user
   * @throws UserError with all problems at once, before anything starts; or if too many pictures
   *     are broken, or if sources cannot be read or shards cannot be written however often Spark
   *     tries; or if the cluster has no slot
   */
  public String run() throws InterruptedException {
    if (request.table().isPresent()) {
      Preflight.refuse(problems());
      return OutputLease.holding(request.out(), hadoop, () -> runAlone(Optional.empty()));
    }
    if (UnpackedTars.among(request.data(), CIFAR, hadoop)) {
      Preflight.refuse(problems());
      return OutputLease.holding(request.out(), hadoop, this::runUnpacked);
    }
    ShardInputs files = list(request.data());
    return OutputLease.holding(request.out(), hadoop, () -> runAlone(Optional.of(files)));
  }

  /** Under the lease, for archives are decompressed into the output folder. */
  private String runUnpacked() throws InterruptedException {
    Preflight.refuse(folder.hindrance(hadoop).stream().toList());
    try (UnpackedTars tars = UnpackedTars.of(request.data(), folder.unpacked(), CIFAR, hadoop)) {
      return runAlone(Optional.of(list(tars.sources())));
    }
  }

  /** Under the lease, before which another process may just have finished a set. */
  private String runAlone(Optional<ShardInputs> files) throws InterruptedException {
    Preflight.refuse(folder.hindrance(hadoop).stream().toList());
    return runOnSpark(files);
  }

  private String runOnSpark(Optional<ShardInputs> files) throws InterruptedException {
    SparkSession session = SparkSessions.open(conf);
    try {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      Preflight.awaitSlot(spark, PATIENCE);
      List<ShardInputs> inputs = new ArrayList<>(files.stream().toList());
      if (inputs.isEmpty()) {
        ExecutorDeadline.during(session, () -> inputs.add(table(session)));
      }
      ShardInputs pictures = inputs.get(0);
      folder.begin(hadoop);
      ShardFolder everywhere = folder.qualified(hadoop);
      warnOfLocalDisks(everywhere);
      ShardStage stage =
          new ShardStage(
              everywhere, request.recoding(), request.order(), request.rejectLimit(), hadoop);
      ShardProgress progress = new ShardProgress(pictures.shards());
      ExecutorDeadline.during(
          session, () -> pictures.run(spark, stage, shard -> progress.done(note(shard))));
      refuseIfElsewhere();
      List<ShardCensus.Counts> counts = new ArrayList<>();
      ExecutorDeadline.during(
          session, () -> counts.add(ShardCensus.of(session, folder, written, rejects)));
      return finish(pictures, counts.get(0));
    } catch (UserError e) {
      throw withRejects(e);
    } catch (IOException e) {
      throw new UserError(request.out() + " cannot be written: " + e.getMessage() + ".", e);
    } finally {
      SparkSessions.close(session);
    }
  }

  /** The pictures of files, or all that is wrong. */
  private ShardInputs list(List<String> data) {
    List<String> problems = problems();
    SourceList sources = SourceList.of(data, request.labelling(), hadoop, problems);
    Preflight.refuse(problems);
    LOG.info("{} pictures of {} classes", sources.pictures().size(), sources.classNames().size());
    return new FileShards(sources.classNames(), request.order().deal(sources.pictures()));
  }

  /** What is wrong before a look at the data. */
  private List<String> problems() {
    List<String> problems = new ArrayList<>(request.problems());
    if (!request.out().isBlank()) {
      folder.hindrance(hadoop).ifPresent(problems::add);
    }
    problems.addAll(SettingProblems.ofDriver(conf));
    if (request.rapids()) {
      SparkSettings.rapidsProblem().ifPresent(problems::add);
    }
    return problems;
  }

  private ShardInputs table(SparkSession session) {
    TableSource source = request.table().orElseThrow();
    PictureTable table = PictureTable.open(session, again(source.request()), hadoop);
    LOG.info("The pictures are in the column {} of {}", table.picture().name(), table.title());
    try {
      ShardInputs shards = TableShards.of(table, source, request.order(), hadoop);
      ReadVersion.of(table.request(), hadoop).write(folder, hadoop);
      return shards;
    } catch (UserError e) {
      throw e;
    } catch (Exception e) { // Scala throws SparkException undeclared
      throw table.translated(e);
    }
  }

  /** Where an attempt before has begun with a version of the table, that one is read again. */
  private TableRequest again(TableRequest wanted) {
    if (!wanted.version().isEmpty()) {
      return wanted;
    }
    Optional<String> before = ReadVersion.before(wanted, folder, hadoop);
    before.ifPresent(
        version ->
            LOG.info(
                "As the attempt before, this one reads version {} of {}; remove {} for the newest",
                version,
                wanted.title(),
                folder.table()));
    return before.map(wanted::inVersion).orElse(wanted);
  }

  private void warnOfLocalDisks(ShardFolder everywhere) {
    if (!SparkMaster.of(conf).isLocal() && everywhere.root().startsWith("file:")) {
      LOG.warn(
          "The output {} is on local disks: all executors and the driver must see it under this"
              + " path, or shards will be missing.",
          everywhere.root());
    }
  }

  private void refuseIfElsewhere() throws IOException {
    Optional<Path> missing = folder.missing(written, hadoop);
    if (missing.isPresent()) {
      throw new UserError(
          "A task has written %s, but the driver does not see it: --out must be storage that all"
                  .formatted(missing.get())
              + " executors and the driver see under the same path.");
    }
  }

  /** Takes what a task did; called for one after the other. */
  private WrittenShard note(WrittenShard shard) {
    rejects.addAll(shard.rejects());
    if (shard.pictures() > 0) {
      written.add(shard);
    }
    return shard;
  }

  /** Lists what the tasks have told so far; where even that fails, the end itself matters more. */
  private UserError withRejects(UserError end) {
    if (rejects.count() == 0) {
      return end;
    }
    try {
      rejects.writeTsv(folder.rejects().toString(), hadoop);
    } catch (UserError e) {
      end.addSuppressed(e);
      return end;
    }
    return new UserError(
        "%s The broken pictures found so far are listed in %s."
            .formatted(end.getMessage(), folder.rejects()),
        end);
  }

  private String finish(ShardInputs pictures, ShardCensus.Counts counts) throws IOException {
    ShardSet set =
        ShardSet.of(
            request.order(),
            request.recoding(),
            rejects.count(),
            counts.unlabelled(),
            pictures.kept(),
            counts.entries(pictures.classNames()),
            written.stream()
                .sorted(Comparator.comparingInt(WrittenShard::shard))
                .map(s -> new ShardSet.FileEntry(s.shard(), s.pictures(), s.bytes()))
                .toList());
    rejects.writeTsv(folder.rejects().toString(), hadoop);
    ShardSetFile.write(set, folder, hadoop);
    folder.finish(hadoop);
    return "%,d pictures%s are in %,d shards in %s; %,d left out, see %s.%n"
            .formatted(
                set.pictures(),
                kinds(set),
                set.shards().size(),
                request.out(),
                rejects.count(),
                folder.rejects())
        + "Train with: data.format=shards data.train="
        + request.out();
  }

  private static String kinds(ShardSet set) {
    if (set.unlabelled() == set.pictures()) {
      return " without labels";
    }
    String classes = String.format(" of %,d classes", set.classes().size());
    return set.unlabelled() == 0
        ? classes
        : String.format("%s, %,d of them without a label,", classes, set.unlabelled());
  }
}
