package mclspark.spark.search;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import mclspark.search.Clustering;
import mclspark.search.Clusters;
import mclspark.search.Cosine;
import mclspark.search.PairEdges;
import mclspark.search.SimilarPairs;
import mclspark.search.VectorBlock;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Near-duplicates: rows whose cosine is at least a threshold, and pictures of the same bytes where
 * the table has columns crc32c and length, belong to one cluster, and so do rows that are joined
 * over others. The row with the most such pairs stands for its cluster, of several the one whose id
 * comes first. Every row is in the result: {@code id}, {@code cluster_id}, {@code
 * is_representative}, {@code similarity} (its cosine to the row that stands for it) and {@code
 * representative_id}.
 */
public final class DedupJob {

  private static final StructType FOUND =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("cluster_id", DataTypes.LongType, false)
          .add("is_representative", DataTypes.BooleanType, false)
          .add("similarity", DataTypes.FloatType, false)
          .add("representative_id", DataTypes.StringType, false);

  private final SearchRequest request;
  private final double threshold;

  /**
   * Prepares a job; touches nothing yet.
   *
   * @param threshold the least cosine of near-duplicates
   */
  public DedupJob(SearchRequest request, double threshold) {
    this.request = request;
    this.threshold = threshold;
  }

  /**
   * Runs the job.
   *
   * @return a sentence for the user
   * @throws mclspark.UserError if the table cannot be used or the result not be written
   */
  public String run() throws InterruptedException {
    List<String> problems = new ArrayList<>();
    if (!(threshold > 0 && threshold <= 1)) {
      problems.add("--threshold is %s; it must be > 0 and <= 1.".formatted(threshold));
    }
    return SearchRun.of("mcl dedup", request, List.of(request.data()), problems, this::run);
  }

  private String run(SparkSession session) {
    EmbeddingTable table = EmbeddingTable.open(session, request.data(), request);
    int cores = session.sparkContext().defaultParallelism();
    try (VectorBlocks blocks = VectorBlocks.of(table, cores)) {
      Clustering clustering = clusters(session, blocks, threshold);
      Dataset<Row> found = table(session, blocks, clustering);
      SearchRun.write(
          found
              .withColumn("id", col("id").cast(table.idType()))
              .withColumn("representative_id", col("representative_id").cast(table.idType())),
          request.out());
      return String.format(
          Locale.ROOT,
          "%,d of %,d rows are near-duplicates of others; the clusters, and the %,d rows to keep"
              + " (is_representative), are in %s.",
          clustering.duplicates(),
          blocks.rows(),
          clustering.count(),
          request.out());
    }
  }

  /** Looks at each pair of blocks once. */
  static Clustering clusters(SparkSession session, VectorBlocks blocks, double threshold) {
    int threads = session.sparkContext().conf().getInt("spark.task.cpus", 1);
    int[] firsts = blocks.firsts();
    Clusters clusters = new Clusters(blocks.rows());
    new BlockPairs(blocks, (first, second) -> first <= second)
        .forEach(
            PairEdges.class,
            pair -> edges(pair._1(), pair._2(), firsts, threshold, threads),
            clusters::add);
    return clusters.clustering();
  }

  private static PairEdges edges(
      VectorBlock a, VectorBlock b, int[] firsts, double threshold, int threads) {
    return new SimilarPairs(threshold, threads).of(a, firsts[a.number()], b, firsts[b.number()]);
  }

  /** Each row is written where its block is paired with that of its representative. */
  static Dataset<Row> table(SparkSession session, VectorBlocks blocks, Clustering clustering) {
    int size = blocks.size();
    BitSet wanted = new BitSet();
    for (int row = 0; row < blocks.rows(); row++) {
      int other = clustering.representatives()[row];
      wanted.set(blocks.blockOf(row) * size + blocks.blockOf(other));
    }
    int[] firsts = blocks.firsts();
    Broadcast<Clustering> shared =
        JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(clustering);
    BlockPairs pairs = new BlockPairs(blocks, (first, second) -> wanted.get(first * size + second));
    return session.createDataFrame(
        pairs.rdd().flatMap(pair -> rows(pair, firsts, shared.value())).coalesce(Math.max(1, size)),
        FOUND);
  }

  private static Iterator<Row> rows(
      Tuple2<VectorBlock, VectorBlock> pair, int[] firsts, Clustering clustering) {
    VectorBlock block = pair._1();
    VectorBlock others = pair._2();
    int first = firsts[block.number()];
    int from = firsts[others.number()];
    int to = firsts[others.number() + 1];
    int[] representatives = clustering.representatives();
    return IntStream.range(first, first + block.rows())
        .filter(row -> representatives[row] >= from && representatives[row] < to)
        .mapToObj(
            row -> {
              int other = representatives[row];
              return RowFactory.create(
                  block.ids()[row - first],
                  (long) clustering.clusters()[row],
                  row == other,
                  (float) Cosine.of(block, row - first, others, other - from),
                  others.ids()[other - from]);
            })
        .iterator();
  }
}
