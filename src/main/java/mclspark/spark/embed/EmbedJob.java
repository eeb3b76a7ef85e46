package mclspark.spark.embed;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mclspark.UserError;
import mclspark.embed.EmbeddingModel;
import mclspark.spark.cluster.ExecutorDeadline;
import mclspark.spark.cluster.Preflight;
import mclspark.spark.cluster.SettingProblems;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.spark.pictures.PictureColumn;
import mclspark.spark.pictures.PictureTable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a table of pictures with embeddings instead of the bytes. A new table is there as a whole,
 * with {@code _SUCCESS}, or not at all; one that it replaces goes afterwards. What is added to a
 * table comes in whole files; if the job ends while they are put in place, only some are there, and
 * the same command adds the rest.
 */
public final class EmbedJob {

  private static final Logger LOG = LoggerFactory.getLogger(EmbedJob.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TASKS_A_SLOT = 3;

  /** Paths of so many pictures go to every executor; of more, the pictures go to their paths. */
  private static final long MOST_BROADCAST = 1_000_000;

  private final EmbedRequest request;
  private final SparkConf conf;
  private final Configuration hadoop;

  /** Prepares a job; touches nothing yet. */
  public EmbedJob(EmbedRequest request) {
    this.request = request;
    conf = SparkSettings.tables("mcl embed", false);
    hadoop = SparkSettings.hadoop(conf);
  }

  /**
   * Runs the job.
   *
   * @return a sentence for the user
   * @throws UserError if the model, the pictures or the output cannot be used, before anything is
   *     computed; or if pictures are broken and that is to end the job
   */
  public String run() throws InterruptedException {
    Preflight.refuse(SettingProblems.ofDriver(conf));
    EmbedOutput output = EmbedOutput.at(request, hadoop);
    if (output.exists() && request.mode() == OutputMode.IGNORE) {
      return output.folder() + " exists already; nothing was done.";
    }
    EmbeddingModel model =
        EmbeddingModel.open(request.model(), request.choice(), hadoop, LOG::warn);
    SparkSession session = SparkSessions.open(conf);
    try {
      Preflight.awaitSlot(JavaSparkContext.fromSparkContext(session.sparkContext()), PATIENCE);
      return new OnSpark(session, output, model).run();
    } finally {
      SparkSessions.close(session);
    }
  }

  private final class OnSpark {

    private final SparkSession session;
    private final EmbedOutput output;
    private final EmbeddingModel model;
    private final LongAccumulator pictures;

    OnSpark(SparkSession session, EmbedOutput output, EmbeddingModel model) {
      this.session = session;
      this.output = output;
      this.model = model;
      pictures = session.sparkContext().longAccumulator("pictures");
    }

    String run() {
      PictureTable table = PictureTable.open(session, request.input(), hadoop);
      output.requireApart(table.rows().inputFiles());
      try {
        return run(table);
      } catch (UserError e) {
        throw e;
      } catch (Exception e) { // Scala throws SparkException undeclared
        throw table.translated(e);
      }
    }

    private String run(PictureTable table) {
      Dataset<Row> rows = chosen(table);
      EmbeddingColumns columns =
          EmbeddingColumns.of(
              rows.schema(),
              table.picture().name(),
              request.column(),
              model.vectors(),
              request.checksums() && !output.csv());
      if (rows.select(lit(1)).isEmpty()) {
        throw new UserError(
            "%s has no picture%s; nothing was written."
                .formatted(
                    table.title(),
                    request.input().where().isEmpty()
                        ? ""
                        : " for which " + request.input().where()));
      }
      boolean append = output.exists() && request.mode() == OutputMode.APPEND;
      Dataset<Row> wanted = append ? onlyNew(table, rows, columns) : rows;
      if (append && wanted.select(lit(1)).isEmpty()) {
        return "All pictures of %s are in %s already; nothing was added."
            .formatted(table.title(), output.folder());
      }
      boolean fewFiles = rows.rdd().getNumPartitions() < slots();
      write(fewFiles ? spread(wanted, columns) : wanted, columns, append);
      return report();
    }

    /** The columns that are to stay, and the pictures. */
    private Dataset<Row> chosen(PictureTable table) {
      if (request.keep().isEmpty()) {
        return table.rows();
      }
      List<String> names = new ArrayList<>();
      for (String name : table.schema().fieldNames()) {
        boolean kept = request.keep().get().contains(name);
        if (kept || name.equals(table.picture().name()) || name.equals(EmbeddingColumns.PATH)) {
          names.add(name);
        }
      }
      request.keep().get().forEach(table::require);
      return table
          .rows()
          .select(names.stream().map(n -> col(PictureColumn.quoted(n))).toArray(Column[]::new));
    }

    /** The pictures whose path the output does not have. */
    private Dataset<Row> onlyNew(PictureTable table, Dataset<Row> rows, EmbeddingColumns columns) {
      Dataset<Row> there = output.read(session);
      output.requireSame(there.schema(), columns.schema(model.provenance()), model.provenance());
      Column path = col(columns.path().orElse(EmbeddingColumns.PATH));
      requireNames(table, rows.select(path.as(EmbeddingColumns.PATH)));
      Dataset<Row> known = there.select(col(EmbeddingColumns.PATH).as("known_path"));
      boolean few = known.count() <= MOST_BROADCAST;
      Dataset<Row> right = few ? broadcast(known) : known;
      return rows.join(right, path.equalTo(col("known_path")), "left_anti");
    }

    private void requireNames(PictureTable table, Dataset<Row> paths) {
      if (!paths.where(col(EmbeddingColumns.PATH).isNull()).isEmpty()) {
        throw new UserError(
            "A picture of %s has no path, by which --mode append finds new ones; add one or leave such rows out by --where."
                .formatted(table.title()));
      }
      Dataset<Row> twice =
          paths.groupBy(EmbeddingColumns.PATH).count().where(col("count").gt(1)).limit(1);
      if (!twice.isEmpty()) {
        throw new UserError(
            "%s has the path %s more than once, by which --mode append finds new pictures; make them different."
                .formatted(table.title(), twice.first().get(0)));
      }
    }

    private void write(Dataset<Row> rows, EmbeddingColumns columns, boolean append) {
      Dataset<Row> embedded =
          TableEmbedding.of(rows, columns, model, request.settings(), Optional.of(pictures));
      boolean replace = output.exists() && !append;
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      try (EmbedProgress progress = new EmbedProgress(spark, pictures)) {
        ExecutorDeadline.during(
            session, () -> output.write(embedded, columns, model.provenance(), replace, hadoop));
        LOG.info("{}", progress.line());
      } catch (Exception e) { // Scala throws SparkException undeclared
        throw told(e);
      }
    }

    private int slots() {
      return session.sparkContext().defaultParallelism();
    }

    /** Few files would leave cores idle. */
    private Dataset<Row> spread(Dataset<Row> rows, EmbeddingColumns columns) {
      boolean named =
          columns.path().isPresent()
              || Arrays.asList(rows.columns()).contains(EmbeddingColumns.PATH);
      int parts = slots() * TASKS_A_SLOT;
      return named // by hash; dealing in turn would have to sort the pictures' bytes
          ? rows.repartition(parts, col(columns.path().orElse(EmbeddingColumns.PATH)))
          : rows.repartition(parts);
    }

    private RuntimeException told(Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof UserError error) {
          return new UserError(error.getMessage(), e);
        }
        if (cause instanceof FileNotFoundException
            || cause.getClass().getSimpleName().equals("SparkFileNotFoundException")) {
          return new UserError(
              "A file of the table was removed or replaced while it was read: %s. Give the same command again when nobody writes to it."
                  .formatted(cause.getMessage().lines().findFirst().orElse("")),
              e);
        }
      }
      return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }

    private String report() {
      String vectors =
          "%s of %s, dimension %d, peer %s"
              .formatted(
                  model.provenance().layer(),
                  model.provenance().run(),
                  model.provenance().dim(),
                  model.provenance().peer());
      if (output.csv()) {
        long written =
            session.read().option("header", "true").csv(output.folder().toString()).count();
        return String.format(
            Locale.ROOT,
            "%,d pictures are in %s (%s); %,d could not be embedded and are left out.",
            written,
            output.folder(),
            vectors,
            pictures.value() - written);
      }
      Dataset<Row> table = output.read(session);
      long errors =
          table.where(col(PictureColumn.quoted(request.column() + "_error")).isNotNull()).count();
      return String.format(
          Locale.ROOT,
          "%,d pictures are in %s (%s); %,d of them have an error instead.",
          table.count(),
          output.folder(),
          vectors,
          errors);
    }
  }
}
