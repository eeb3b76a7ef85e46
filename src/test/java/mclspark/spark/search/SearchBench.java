package mclspark.spark.search;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Times the searches; started by {@code src/test/bench/search}, which says what it does. */
final class SearchBench {

  private static final int WIDTH = 512;

  private SearchBench() {}

  /**
   * Arguments: {@code table PATH ROWS}, {@code dedup PATH ROWS ROUNDS} or {@code neighbors PATH}.
   */
  public static void main(String[] arguments) throws Exception {
    String path = arguments[1];
    switch (arguments[0]) {
      case "table" -> write(path, Integer.parseInt(arguments[2]));
      case "dedup" -> dedup(path, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
      case "neighbors" -> System.out.printf("%.2f%n", neighbors(path));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Random directions; every tenth row is near the one before it. */
  private static void write(String path, int count) {
    SparkSession session = SparkSessions.open(SparkSettings.tables("bench", false));
    StructType schema =
        new StructType()
            .add("path", DataTypes.StringType)
            .add("embedding", DataTypes.createArrayType(DataTypes.FloatType));
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start < count; start += 1000) {
      starts.add(start);
    }
    session
        .createDataFrame(
            session
                .createDataset(starts, org.apache.spark.sql.Encoders.INT())
                .toJavaRDD()
                .repartition(4)
                .flatMap(start -> rows(start, Math.min(1000, count - start)).iterator()),
            schema)
        .write()
        .parquet(path);
    session.stop();
  }

  private static List<Row> rows(int start, int count) {
    Random random = new Random(start);
    List<Row> rows = new ArrayList<>();
    Float[] last = new Float[WIDTH];
    for (int i = 0; i < count; i++) {
      Float[] row = new Float[WIDTH];
      double squares = 0;
      for (int j = 0; j < WIDTH; j++) {
        double value = random.nextGaussian();
        row[j] = (float) (i % 10 == 9 ? last[j] + value * 0.005 : value);
        squares += (double) row[j] * row[j];
      }
      for (int j = 0; j < WIDTH; j++) {
        row[j] = (float) (row[j] / Math.sqrt(squares));
      }
      rows.add(RowFactory.create("%08d.jpg".formatted(start + i), row));
      last = row;
    }
    return rows;
  }

  /** Product and dedup in turn, after one of each that does not count. */
  private static void dedup(String path, int count, int rounds) throws Exception {
    List<Double> bare = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    for (int round = -1; round < rounds; round++) {
      double product = product(round < 0 ? Math.min(count, 10_000) : count);
      double job = dedup(path);
      System.out.printf(
          "%s product %.1f s, dedup %.1f s%n",
          round < 0 ? "warm up" : "round " + round, product, job);
      if (round >= 0) {
        bare.add(product);
        whole.add(job);
      }
    }
    double product = median(bare);
    double job = median(whole);
    System.out.printf(
        "dedup of %,d x %d: %.1f s; the bare product %.1f s; ratio %.2f (goal: at most 2)%n",
        count, WIDTH, job, product, job / product);
  }

  /** X X^T in pieces of 4096 x 4096, on all cores. */
  private static double product(int count) {
    TorchEngine engine = TorchEngine.cpu(Runtime.getRuntime().availableProcessors());
    try (Scope all = Scope.open()) {
      List<Tensor> blocks = new ArrayList<>();
      Random random = new Random(1);
      for (int first = 0; first < count; first += 4096) {
        float[] values = new float[Math.min(4096, count - first) * WIDTH];
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextFloat();
        }
        blocks.add(engine.floats(values, values.length / WIDTH, WIDTH));
      }
      long start = System.nanoTime();
      for (Tensor rows : blocks) {
        for (Tensor columns : blocks) {
          try (Scope one = Scope.open()) {
            Ops.matmulTransposed(rows, columns);
          }
        }
      }
      return seconds(start);
    }
  }

  private static double dedup(String path) throws Exception {
    Path out = Files.createTempDirectory("bench");
    long start = System.nanoTime();
    SearchRequest request = new SearchRequest(path, out + "/clusters", "path", "embedding");
    System.out.println(new DedupJob(request, 0.95).run());
    return seconds(start);
  }

  /** The second of two runs; the first one warms the JVM up. */
  private static double neighbors(String path) throws Exception {
    double last = 0;
    for (int i = 0; i < 2; i++) {
      Path out = Files.createTempDirectory("bench");
      long start = System.nanoTime();
      SearchRequest request = new SearchRequest(path, out + "/neighbors", "path", "embedding");
      new NeighborsJob(request, Optional.empty(), 10).run();
      last = seconds(start);
    }
    return last;
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
