package mclspark.spark.pictures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files as Hugging Face's {@code datasets} writes them. */
public final class HuggingFaceParquet {

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message schema {
            optional group img {
              optional binary bytes;
              optional binary path (STRING);
            }
            optional int64 fine_label;
          }
          """);

  private HuggingFaceParquet() {}

  /**
   * A row.
   *
   * @param bytes of the picture's file; may be null
   * @param path may be null
   * @param label -1 for none
   */
  public record Picture(byte[] bytes, String path, long label) {}

  /** Writes a file with row groups of this many rows. */
  public static void write(
      Path file, List<String> classNames, int rowGroupRows, List<Picture> pictures)
      throws IOException {
    SimpleGroupFactory rows = new SimpleGroupFactory(SCHEMA);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(
                HadoopOutputFile.fromPath(
                    new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()))
            .withType(SCHEMA)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withRowGroupRowCountLimit(rowGroupRows)
            .withExtraMetaData(Map.of("huggingface", features(classNames)))
            .build()) {
      for (Picture picture : pictures) {
        Group row = rows.newGroup();
        Group image = row.addGroup("img");
        if (picture.bytes() != null) {
          image.add("bytes", Binary.fromConstantByteArray(picture.bytes()));
        }
        if (picture.path() != null) {
          image.add("path", picture.path());
        }
        row.add("fine_label", picture.label());
        writer.write(row);
      }
    }
  }

  private static String features(List<String> classNames) {
    String names =
        classNames.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(","));
    return "{\"info\":{\"features\":{\"img\":{\"_type\":\"Image\"},\"fine_label\":{\"names\":["
        + names
        + "],\"_type\":\"ClassLabel\"}}}}";
  }
}
