package mclspark.spark.embed;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.embed.Provenance;
import mclspark.spark.pictures.PictureColumn;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table before and after.
 *
 * @param kept the columns that stay, in order
 * @param bytes the picture's bytes
 * @param path where the picture's own path comes from, if there is no such column yet
 * @param checksums whether columns {@code crc32c} and {@code length} are added, each if there is
 *     none yet
 * @param vectors names of the columns of vectors
 * @param error name of the column of errors
 */
public record EmbeddingColumns(
    List<StructField> kept,
    String bytes,
    Optional<String> path,
    List<String> checksums,
    List<String> vectors,
    String error) {

  /** The column that names a picture. */
  public static final String PATH = "path";

  static final String CRC = "crc32c";
  static final String LENGTH = "length";

  /**
   * Finds the columns.
   *
   * @param table the table's schema
   * @param input the column of pictures: binary, or a struct of {@code bytes} and {@code path}
   * @param output name of the new column
   * @param vectors vectors of a picture; with several the columns are {@code output_0} and so on
   * @param checksums whether checksums of the bytes are wanted
   * @throws UserError if there is no such column of pictures, or if a new one exists
   */
  public static EmbeddingColumns of(
      StructType table, String input, String output, int vectors, boolean checksums) {
    StructField picture = find(table, input).orElseThrow(() -> missing(table, input));
    Bytes bytes = Bytes.of(picture);
    List<StructField> kept = new ArrayList<>(List.of(table.fields()));
    kept.remove(picture);
    StructType rest = new StructType(kept.toArray(StructField[]::new));
    Optional<String> path = bytes.path.filter(own -> find(rest, PATH).isEmpty());
    List<String> sums =
        checksums
            ? List.of(CRC, LENGTH).stream().filter(name -> find(rest, name).isEmpty()).toList()
            : List.of();
    List<String> names =
        vectors == 1
            ? List.of(output)
            : IntStream.range(0, vectors).mapToObj(i -> output + "_" + i).toList();
    EmbeddingColumns columns =
        new EmbeddingColumns(kept, bytes.column, path, sums, names, output + "_error");
    columns.requireNew(rest);
    return columns;
  }

  private record Bytes(String column, Optional<String> path) {

    static Bytes of(StructField picture) {
      String column = PictureColumn.quoted(picture.name());
      if (picture.dataType() instanceof BinaryType) {
        return new Bytes(column, Optional.empty());
      }
      if (picture.dataType() instanceof StructType struct) {
        Optional<StructField> inner = find(struct, "bytes");
        if (inner.isPresent() && inner.get().dataType() instanceof BinaryType) {
          Optional<String> path =
              find(struct, PATH)
                  .filter(field -> field.dataType() instanceof StringType)
                  .map(field -> column + "." + PictureColumn.quoted(field.name()));
          return new Bytes(column + "." + PictureColumn.quoted(inner.get().name()), path);
        }
      }
      throw new UserError(
          "Column %s is of type %s; pictures are in a column of type binary, or struct<bytes: binary, path: string>."
              .formatted(picture.name(), picture.dataType().simpleString()));
    }
  }

  private static Optional<StructField> find(StructType table, String name) {
    return Arrays.stream(table.fields()).filter(f -> f.name().equalsIgnoreCase(name)).findFirst();
  }

  private static UserError missing(StructType table, String input) {
    return new UserError(
        "There is no column %s; the table has %s."
            .formatted(input, String.join(", ", table.fieldNames())));
  }

  private void requireNew(StructType rest) {
    List<String> names = new ArrayList<>(vectors);
    names.add(error);
    for (String name : names) {
      if (find(rest, name).isPresent()) {
        throw new UserError(
            "The table has a column %s already; choose another name for the new one, or leave that column out."
                .formatted(name));
      }
    }
  }

  /** What is read of the table: the columns that stay, the path if it is wanted, the bytes. */
  Column[] read() {
    List<Column> read = new ArrayList<>();
    kept.forEach(field -> read.add(functions.col(PictureColumn.quoted(field.name()))));
    path.ifPresent(own -> read.add(functions.col(own).as(PATH)));
    read.add(functions.col(bytes));
    return read.toArray(Column[]::new);
  }

  /** How many of the columns that are read come out again. */
  int carried() {
    return kept.size() + (path.isPresent() ? 1 : 0);
  }

  /** The table afterwards; the vectors' columns say what they are. */
  public StructType schema(Provenance provenance) {
    StructType schema = new StructType(kept.toArray(StructField[]::new));
    if (path.isPresent()) {
      schema = schema.add(PATH, DataTypes.StringType);
    }
    for (String name : checksums) {
      schema = schema.add(name, DataTypes.LongType);
    }
    DataType vector = DataTypes.createArrayType(DataTypes.FloatType, false);
    for (String name : vectors) {
      schema = schema.add(name, vector, true, metadata(provenance));
    }
    return schema.add(error, DataTypes.StringType);
  }

  private static Metadata metadata(Provenance provenance) {
    return new MetadataBuilder().putString(Provenance.KEY, provenance.json()).build();
  }

  /** The provenance that a column carries, if it carries one. */
  public static Optional<Provenance> provenance(StructField column) {
    return column.metadata().contains(Provenance.KEY)
        ? Provenance.parse(column.metadata().getString(Provenance.KEY))
        : Optional.empty();
  }

  /** What a task needs to know, which the schema's classes of Spark are not. */
  Layout layout() {
    int path =
        IntStream.range(0, kept.size())
            .filter(i -> kept.get(i).name().equalsIgnoreCase(PATH))
            .findFirst()
            .orElse(this.path.isPresent() ? kept.size() : -1);
    return new Layout(carried(), path, List.copyOf(checksums), vectors.size());
  }

  /**
   * Where things are in a row.
   *
   * @param carried columns that are copied; the bytes follow them
   * @param path number of the column that names the picture; -1 if there is none
   * @param checksums names of the checksums
   * @param vectors how many vectors
   */
  record Layout(int carried, int path, List<String> checksums, int vectors)
      implements Serializable {}
}
