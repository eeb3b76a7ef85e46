package mclspark.spark.search;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mclspark.search.Nearest;
import mclspark.search.VectorBlock;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * The k most similar rows of each row of a table, among its other rows or those of another table: a
 * table of {@code id}, {@code neighbor_id}, {@code rank} from 1 and {@code similarity}, the cosine.
 * Of equally similar rows the one whose id comes first is nearer.
 */
public final class NeighborsJob {

  private static final StructType FOUND =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("neighbor_id", DataTypes.StringType, false)
          .add("rank", DataTypes.IntegerType, false)
          .add("cosine", DataTypes.DoubleType, false)
          .add("neighbor", DataTypes.IntegerType, false);

  private final SearchRequest request;
  private final Optional<String> queries;
  private final int k;

  /**
   * Prepares a job; touches nothing yet.
   *
   * @param queries table of the rows whose neighbours are looked for; without it those of the data
   * @param k neighbours of a row
   */
  public NeighborsJob(SearchRequest request, Optional<String> queries, int k) {
    this.request = request;
    this.queries = queries;
    this.k = k;
  }

  /**
   * Runs the job.
   *
   * @return a sentence for the user
   * @throws UserError if the tables cannot be used or the result not be written
   */
  public String run() throws InterruptedException {
    List<String> problems = new ArrayList<>();
    if (k < 1) {
      problems.add("--k is %d; it must be at least 1.".formatted(k));
    }
    List<String> tables = new ArrayList<>(List.of(request.data()));
    queries.ifPresent(tables::add);
    return SearchRun.of("mcl neighbors", request, tables, problems, this::run);
  }

  private String run(SparkSession session) {
    int cores = session.sparkContext().defaultParallelism();
    EmbeddingTable table = EmbeddingTable.open(session, request.data(), request);
    EmbeddingTable asking =
        queries.map(path -> EmbeddingTable.open(session, path, request)).orElse(table);
    asking.requireComparable(table);
    try (VectorBlocks data = VectorBlocks.of(table, cores);
        VectorBlocks others = asking == table ? data : VectorBlocks.of(asking, cores)) {
      int parts = Math.min(data.size(), (cores * 2 + others.size() - 1) / others.size());
      Dataset<Row> found = neighbors(session, others, data, k, parts);
      SearchRun.write(
          found.select(
              col("id").cast(asking.idType()),
              col("neighbor_id").cast(table.idType()),
              col("rank"),
              col("cosine").cast("float").as("similarity")),
          request.out());
      int most = data.rows() - (asking == table ? 1 : 0);
      return String.format(
          Locale.ROOT,
          "The %,d nearest of %,d rows for each of %,d are in %s.",
          Math.min(k, most),
          data.rows(),
          others.rows(),
          request.out());
    }
  }

  /**
   * Looks for neighbours.
   *
   * @param queries {@code data} itself, if rows are not to be their own neighbours
   * @param parts of the data, each looked through by a task for each block of queries
   * @return id, neighbor_id, rank, cosine, neighbor (number of its row)
   */
  static Dataset<Row> neighbors(
      SparkSession session, VectorBlocks queries, VectorBlocks data, int k, int parts) {
    int[] firsts = data.firsts();
    boolean oneTable = queries == data;
    int threads = session.sparkContext().conf().getInt("spark.task.cpus", 1);
    JavaRDD<Row> rows =
        queries
            .rdd()
            .cartesian(data.rdd().coalesce(parts))
            .mapPartitions(pairs -> look(pairs, firsts, oneTable, k, threads));
    Dataset<Row> found = session.createDataFrame(rows, FOUND);
    return parts == 1 ? found : best(found, k);
  }

  /** One block of queries and, one after the other, all blocks of a part. */
  private static Iterator<Row> look(
      Iterator<Tuple2<VectorBlock, VectorBlock>> pairs,
      int[] firsts,
      boolean oneTable,
      int k,
      int threads) {
    Nearest nearest = null;
    while (pairs.hasNext()) {
      Tuple2<VectorBlock, VectorBlock> pair = pairs.next();
      VectorBlock data = pair._2();
      nearest = nearest == null ? new Nearest(pair._1(), k, threads) : nearest;
      nearest.look(data, firsts[data.number()], oneTable && data.number() == pair._1().number());
    }
    return nearest == null ? List.<Row>of().iterator() : rows(nearest);
  }

  private static Iterator<Row> rows(Nearest nearest) {
    return nearest.neighbors().stream()
        .map(n -> RowFactory.create(n.id(), n.neighborId(), n.rank(), n.similarity(), n.neighbor()))
        .iterator();
  }

  private static Dataset<Row> best(Dataset<Row> ofParts, int k) {
    return ofParts
        .withColumn(
            "rank",
            row_number()
                .over(
                    Window.partitionBy("id").orderBy(col("cosine").desc(), col("neighbor").asc())))
        .where(col("rank").leq(k));
  }
}
