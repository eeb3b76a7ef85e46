import org.apache.spark.sql.SparkSession;

/** Spark SQL alone: the ten nearest rows by a cross join. Prints the seconds. */
public final class CrossJoin {

  public static void main(String[] arguments) {
    SparkSession spark =
        SparkSession.builder()
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "8")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    long start = System.nanoTime();
    spark.read().parquet(arguments[0]).repartition(8).createOrReplaceTempView("emb");
    spark
        .sql(
            """
            SELECT id, inline(slice(array_sort(best, (l, r) -> CASE
                WHEN l.similarity > r.similarity THEN -1 WHEN l.similarity < r.similarity THEN 1
                ELSE 0 END), 1, 10))
            FROM (
              SELECT a.path AS id, max_by(named_struct('neighbor_id', b.path, 'similarity',
                vector_inner_product(a.embedding, b.embedding)),
                vector_inner_product(a.embedding, b.embedding), 10) AS best
              FROM emb a CROSS JOIN emb b WHERE a.path != b.path
              GROUP BY a.path)
            """)
        .write()
        .parquet(arguments[1]);
    System.out.printf("%.2f%n", (System.nanoTime() - start) / 1e9);
    spark.stop();
  }
}
