package mclspark.spark.search;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import mclspark.search.BlockBuilder;
import mclspark.search.Drift;
import mclspark.search.VectorBlock;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compares a table of embeddings with an older one of the same model, on a sample of each: the rows
 * whose ids have the smallest hashes, so that the same tables give the same answer.
 */
public final class DriftJob {

  private static final int FEWEST = 20;

  private final SearchRequest request;
  private final String current;
  private final int sample;

  /**
   * Prepares a job; touches nothing yet.
   *
   * @param request the older table, and a folder that must not exist yet
   * @param current the newer table
   * @param sample most rows of each table that are looked at
   */
  public DriftJob(SearchRequest request, String current, int sample) {
    this.request = request;
    this.current = current;
    this.sample = sample;
  }

  /**
   * What came out.
   *
   * @param drift of the samples
   * @param oldRows rows of the older sample
   * @param newRows rows of the newer sample
   * @param classes labels and their rows in the whole tables; empty without labels
   */
  public record Outcome(Drift drift, int oldRows, int newRows, List<ClassCount> classes) {}

  /**
   * Runs the job.
   *
   * @throws UserError if the tables cannot be used or compared
   */
  public Outcome run() throws InterruptedException {
    List<String> problems = new ArrayList<>();
    if (sample < FEWEST || sample > 100_000) {
      problems.add("--sample is %d; it must be from %d to 100000.".formatted(sample, FEWEST));
    }
    List<Outcome> found = new ArrayList<>();
    SearchRun.of(
        "mcl drift",
        request,
        List.of(request.data(), current),
        problems,
        session -> {
          found.add(run(session));
          return "";
        });
    return found.get(0);
  }

  private Outcome run(SparkSession session) {
    EmbeddingTable old = EmbeddingTable.open(session, request.data(), request);
    EmbeddingTable now = EmbeddingTable.open(session, current, request);
    now.requireComparable(old);
    VectorBlock oldRows = block(old);
    VectorBlock newRows = block(now);
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    return new Outcome(
        Drift.of(oldRows, newRows, threads),
        oldRows.rows(),
        newRows.rows(),
        ClassCount.of(old.all(), now.all()));
  }

  private VectorBlock block(EmbeddingTable table) {
    List<Row> rows =
        table
            .rows()
            .where(col("embedding").isNotNull())
            .select(col("id").cast("string").as("id"), col("embedding"))
            .orderBy(xxhash64(col("id")), col("id"))
            .limit(sample)
            .collectAsList();
    if (rows.size() < FEWEST) {
      throw new UserError(
          "%s has %d rows with an embedding; at least %d are needed to tell a drift."
              .formatted(table.path(), rows.size(), FEWEST));
    }
    BlockBuilder builder = new BlockBuilder(table.path(), table.idColumn(), table.width());
    for (Row row : rows) {
      List<Float> numbers = row.getList(1);
      float[] embedding = new float[numbers.size()];
      for (int i = 0; i < embedding.length; i++) {
        Float number = numbers.get(i);
        if (number == null) {
          throw builder.unusable(row.getString(0), "holds a null; embed this picture again");
        }
        embedding[i] = number;
      }
      builder.add(row.getString(0), embedding, VectorBlock.UNKNOWN);
    }
    return builder.build(0);
  }
}
