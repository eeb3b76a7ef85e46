package mclspark.spark.pictures;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mclspark.UserError;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column of pictures: their bytes, or Hugging Face's struct of {@code bytes} and {@code path}.
 *
 * @param name its name
 * @param struct whether it is such a struct
 */
public record PictureColumn(String name, boolean struct) {

  private static final String BYTES = "bytes";
  private static final String PATH = "path";

  /**
   * Finds it.
   *
   * @param asked its name; empty for the only one
   * @param known the columns that the files' writer calls pictures; may be empty
   * @param title how messages call the table
   * @throws UserError if there is none, or several, or the one asked for holds no pictures
   */
  public static PictureColumn find(
      StructType schema, String asked, List<String> known, String title) {
    if (!asked.isEmpty()) {
      return named(schema, asked, title);
    }
    List<String> candidates =
        Stream.of(schema.fields())
            .filter(field -> isPicture(field.dataType()))
            .map(StructField::name)
            .filter(name -> known.isEmpty() || known.contains(name))
            .toList();
    if (candidates.size() == 1) {
      return named(schema, candidates.get(0), title);
    }
    throw new UserError(
        candidates.isEmpty()
            ? "%s has no column of pictures (binary, or a struct of bytes and path); its columns are %s. Name another table."
                .formatted(title, columns(schema))
            : "%s has several columns that may hold the pictures, %s; choose one by --image-column."
                .formatted(title, String.join(", ", candidates)));
  }

  private static PictureColumn named(StructType schema, String name, String title) {
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new UserError(
          "%s has no column %s; its columns are %s.".formatted(title, name, columns(schema)));
    }
    DataType type = schema.apply(name).dataType();
    if (!isPicture(type)) {
      throw new UserError(
          type instanceof ArrayType
              ? "The column %s of %s holds lists; one picture a row is read, so explode it into rows first."
                  .formatted(name, title)
              : "The column %s of %s is of type %s; pictures are binary, or a struct of bytes and path."
                  .formatted(name, title, type.simpleString()));
    }
    return new PictureColumn(name, type instanceof StructType);
  }

  private static boolean isPicture(DataType type) {
    if (type instanceof StructType struct) {
      return has(struct, BYTES, DataTypes.BinaryType) && has(struct, PATH, DataTypes.StringType);
    }
    return type.equals(DataTypes.BinaryType);
  }

  private static boolean has(StructType struct, String name, DataType type) {
    return Stream.of(struct.fields())
        .anyMatch(field -> field.name().equals(name) && field.dataType().equals(type));
  }

  private static String columns(StructType schema) {
    return Stream.of(schema.fields())
        .map(field -> field.name() + " " + field.dataType().simpleString())
        .collect(Collectors.joining(", "));
  }

  /** The bytes of the pictures' files; null where there are none. */
  public Column bytes() {
    return struct ? functions.col(quoted(name)).getField(BYTES) : functions.col(quoted(name));
  }

  /** The struct's path. */
  public Column path() {
    return functions.col(quoted(name)).getField(PATH);
  }

  /** A column's name as SQL takes it whatever is in it. */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
