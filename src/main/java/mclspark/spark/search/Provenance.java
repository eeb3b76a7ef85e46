package mclspark.spark.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What made a table's embeddings, as {@code mcl embed} writes it into the footer of every file.
 *
 * @param json one line
 */
record Provenance(String json) {

  /** The key in a footer and in a column's metadata. */
  static final String KEY = mclspark.embed.Provenance.KEY;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "model_sha256";

  /** What makes embeddings comparable; the rest, such as names and versions, may differ. */
  private static final List<String> IDENTITY =
      List.of(MODEL, "arch", "dim", "peer", "layer", "mean", "std", "resize", "crop_size");

  /** All that stand in the footers of files. Each footer is read by a task. */
  static List<Provenance> of(JavaSparkContext spark, String[] files) {
    if (files.length == 0) {
      return List.of();
    }
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    int tasks = Math.min(files.length, 4 * spark.defaultParallelism());
    return spark
        .parallelize(List.of(files), tasks)
        .map(file -> footer(file, hadoop.value()))
        .distinct(1)
        .collect()
        .stream()
        .filter(text -> !text.isEmpty())
        .sorted()
        .map(Provenance::new)
        .toList();
  }

  private static String footer(String file, Configuration hadoop) {
    Path path = new Path(URI.create(file));
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, hadoop))) {
      return reader.getFileMetaData().getKeyValueMetaData().getOrDefault(KEY, "");
    } catch (IOException e) {
      throw StoredFiles.cannotRead(path + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Why embeddings of both cannot be compared.
   *
   * @return part of a sentence, such as {@code peer is "0" and "1"}
   */
  Optional<String> difference(Provenance other) {
    JsonNode mine = parsed();
    JsonNode its = other.parsed();
    boolean bothKnowModel = mine.hasNonNull(MODEL) && its.hasNonNull(MODEL);
    Stream<String> keys =
        bothKnowModel
            ? IDENTITY.stream()
            : Stream.concat(IDENTITY.stream(), Stream.of("checkpoint"));
    return keys.filter(key -> mine.has(key) && its.has(key))
        .filter(key -> !mine.get(key).equals(its.get(key)))
        .map(key -> "%s is %s and %s".formatted(key, mine.get(key), its.get(key)))
        .findFirst();
  }

  private JsonNode parsed() {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UserError(
          "The Parquet key %s of an embedding table is no JSON: %s; write the table again."
              .formatted(KEY, json),
          e);
    }
  }
}
