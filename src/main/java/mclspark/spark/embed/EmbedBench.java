package mclspark.spark.embed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.bench.EmbedBenchParts;
import mclspark.bench.GeneratedJpegs;
import mclspark.embed.EmbeddingModel;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.step.Device;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Measures embedding on this machine's CPUs: Parquet of JPEG pictures to Parquet of vectors against
 * the bare forward passes, in turns.
 *
 * @param arch a torchvision ResNet
 * @param size side of the crops in pixels
 * @param batch pictures of a forward pass
 * @param tasks that run at a time
 * @param batches of each task in a round
 * @param rounds that count, after one that does not
 */
public record EmbedBench(String arch, int size, int batch, int tasks, int batches, int rounds) {

  private static final int DIFFERENT = 32;
  private static final double NANOS = 1e9;
  private static final StructType SCHEMA =
      new StructType().add("path", DataTypes.StringType).add("content", DataTypes.BinaryType);

  /** Measures; returns a few lines for the user. */
  public String run() throws InterruptedException, IOException {
    Path folder = Files.createTempDirectory("mcl-bench");
    SparkSession session =
        SparkSessions.open(
            SparkSettings.tables("mcl bench embed", false).setMaster("local[" + tasks + "]"));
    try {
      return measure(session, folder);
    } finally {
      SparkSessions.close(session);
      FileUtil.fullyDelete(folder.toFile());
    }
  }

  private int resize() {
    return (int) Math.rint(size * 256.0 / 224);
  }

  private String measure(SparkSession session, Path folder) throws InterruptedException {
    List<byte[]> different = GeneratedJpegs.make(DIFFERENT);
    int count = tasks * batches * batch;
    List<byte[]> files =
        IntStream.range(0, count).mapToObj(i -> different.get(i % DIFFERENT)).toList();
    String data = folder.resolve("pictures").toString();
    write(session, files, data);
    EmbeddingModel model = EmbeddingModel.untrained(arch, resize(), size);
    List<Double> bare = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    List<Double> stub = new ArrayList<>();
    List<Double> decode = new ArrayList<>();
    List<Double> crop = new ArrayList<>();
    for (int round = -1; round < rounds; round++) {
      double alone = EmbedBenchParts.forward(arch, size, batch, tasks, batches);
      double all = count / embed(session, model, data, folder.resolve("out-" + round));
      double nothing =
          EmbedBenchParts.stub(files, resize(), size, batch, tasks, model.provenance().dim());
      if (round >= 0) {
        bare.add(alone);
        whole.add(all);
        shares.add(100 * all / alone);
        stub.add(nothing);
        decode.add(EmbedBenchParts.decode(files, resize(), size, false));
        crop.add(EmbedBenchParts.decode(files, resize(), size, true));
      }
    }
    return String.format(
        Locale.ROOT,
        "%s, %d px, batch %d, %d tasks of %d batches, generated pictures 500 x 375, float32; median"
            + " of %d pairs%nbare forward passes %.1f pictures/s, whole embedding %.1f pictures/s:"
            + " %.1f %%%nnothing in place of the network: %.0f pictures a CPU second; decoding"
            + " alone %.0f, with resize and crop %.0f",
        arch,
        size,
        batch,
        tasks,
        batches,
        rounds,
        EmbedBenchParts.median(bare),
        EmbedBenchParts.median(whole),
        EmbedBenchParts.median(shares),
        EmbedBenchParts.median(stub),
        EmbedBenchParts.median(decode),
        EmbedBenchParts.median(crop));
  }

  /** A file for each task. */
  private void write(SparkSession session, List<byte[]> files, String data) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      rows.add(RowFactory.create("%06d.jpg".formatted(i), files.get(i)));
    }
    session.createDataFrame(rows, SCHEMA).coalesce(tasks).write().parquet(data);
  }

  private double embed(SparkSession session, EmbeddingModel model, String data, Path out) {
    long start = System.nanoTime();
    Dataset<Row> table = session.read().parquet(data);
    EmbeddingColumns columns =
        EmbeddingColumns.of(table.schema(), "content", "embedding", model.vectors(), true);
    EmbedSettings settings = new EmbedSettings(batch, Device.CPU, true);
    new EmbedOutput(new org.apache.hadoop.fs.Path(out.toUri()), false, false)
        .write(
            TableEmbedding.of(table, columns, model, settings, Optional.empty()),
            columns,
            model.provenance(),
            false,
            session.sparkContext().hadoopConfiguration());
    return (System.nanoTime() - start) / NANOS;
  }
}
