package mclspark.spark.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.dataset.PictureListing;
import mclspark.spark.pictures.PictureColumn;
import mclspark.spark.pictures.PictureTable;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The labels of a table: how each value of the column is called as a class, and its label id. Null,
 * an empty string and, among numbers, -1 are no label.
 *
 * @param column the values, as strings; null where there is no label
 * @param ids label id of each value
 * @param classNames the classes, in the order of their label ids
 */
record TableLabels(Column column, Map<String, Integer> ids, List<String> classNames) {

  private static final Logger LOG = LoggerFactory.getLogger(TableLabels.class);

  /** More are no classes but, say, the pictures' own numbers. */
  private static final int MOST_CLASSES = 1 << 17;

  private static final String NO_NUMBER = "-1";
  private static final List<String> USUAL = List.of("label", "class", "cls");

  TableLabels {
    ids = Map.copyOf(ids);
    classNames = List.copyOf(classNames);
  }

  /** What a task needs of it. */
  record Ids(Map<String, Integer> ids, List<String> classNames) implements Serializable {

    int of(String value) {
      return value == null ? PictureListing.NO_LABEL : ids.get(value);
    }

    String className(int label) {
      return label == PictureListing.NO_LABEL ? "" : classNames.get(label);
    }
  }

  Ids forTasks() {
    return new Ids(new HashMap<>(ids), new ArrayList<>(classNames));
  }

  /**
   * Finds the labels; reads their column.
   *
   * @throws UserError if the column asked for is not there or cannot be labels, if there are
   *     several of which none is chosen, or if a number has no name
   */
  static TableLabels of(PictureTable table, TableSource source, Configuration configuration) {
    List<String> names = names(source.classNames(), configuration);
    if (source.labels().equals(TableSource.NONE)) {
      return none();
    }
    if (source.labels().equals(TableSource.FOLDER)) {
      Column folder = functions.element_at(functions.split(path(table), "/"), -2);
      return ofStrings(folder, values(table, folder));
    }
    String column = labelColumn(table, source);
    if (column.isEmpty()) {
      LOG.info("{} has no column of labels; its pictures are without", table.title());
      return none();
    }
    LOG.info("Labels are in the column {} of {}", column, table.title());
    DataType type = table.schema().apply(column).dataType();
    Column values = functions.col(PictureColumn.quoted(column));
    if (type instanceof StringType || type.equals(DataTypes.BooleanType)) {
      Column text = values.cast(DataTypes.StringType);
      Column known = functions.when(text.notEqual(""), text);
      return ofStrings(known, values(table, known));
    }
    if (!(type instanceof IntegralType)) {
      throw new UserError(
          "The column %s of %s is of type %s; labels are strings or whole numbers. Choose another by --label-column, or --labels none."
              .formatted(column, table.title(), type.simpleString()));
    }
    Column text = values.cast(DataTypes.StringType);
    Column known = functions.when(text.notEqual(NO_NUMBER), text);
    List<String> own = names.isEmpty() ? table.classNames(column) : names;
    return ofNumbers(known, values(table, known), own, column, table.title());
  }

  private static TableLabels none() {
    return new TableLabels(functions.lit(null).cast(DataTypes.StringType), Map.of(), List.of());
  }

  private static Column path(PictureTable table) {
    return table
        .id()
        .orElseThrow(
            () ->
                new UserError(
                    "%s names no files, so there are no folders for labels; choose --labels column or none."
                        .formatted(table.title())));
  }

  private static String labelColumn(PictureTable table, TableSource source) {
    if (!source.labelColumn().isEmpty()) {
      table.require(source.labelColumn());
      return source.labelColumn();
    }
    List<String> known = table.labelColumns();
    List<String> candidates =
        known.isEmpty()
            ? Stream.of(table.schema().fieldNames()).filter(USUAL::contains).toList()
            : known;
    if (candidates.size() > 1) {
      throw new UserError(
          "%s has several columns of labels, %s; choose one by --label-column, or --labels none."
              .formatted(table.title(), String.join(", ", candidates)));
    }
    if (candidates.isEmpty() && source.labels().equals(TableSource.COLUMN)) {
      throw new UserError(
          "%s has no column of labels that can be told by its name; name it by --label-column."
              .formatted(table.title()));
    }
    return candidates.isEmpty() ? "" : candidates.get(0);
  }

  /** The different labels, as strings. */
  private static List<String> values(PictureTable table, Column column) {
    List<Row> rows =
        table
            .rows()
            .select(column.as("v"))
            .where("v IS NOT NULL")
            .distinct()
            .limit(MOST_CLASSES + 1)
            .collectAsList();
    if (rows.size() > MOST_CLASSES) {
      throw new UserError(
          "%s has more than %d different labels; choose the column of classes by --label-column, or --labels none."
              .formatted(table.title(), MOST_CLASSES));
    }
    return rows.stream().map(row -> row.getString(0)).toList();
  }

  private static TableLabels ofStrings(Column column, List<String> values) {
    List<String> names = values.stream().sorted().toList();
    Map<String, Integer> ids = new HashMap<>();
    names.forEach(name -> ids.put(name, ids.size()));
    return new TableLabels(column, ids, names);
  }

  /** With names, a number is its label id; without, numbers are ordered as numbers. */
  private static TableLabels ofNumbers(
      Column column, List<String> values, List<String> names, String label, String title) {
    List<Long> numbers = values.stream().map(Long::valueOf).sorted().toList();
    Map<String, Integer> ids = new HashMap<>();
    if (names.isEmpty()) {
      numbers.forEach(number -> ids.put(number.toString(), ids.size()));
      return new TableLabels(column, ids, numbers.stream().map(String::valueOf).toList());
    }
    for (long number : numbers) {
      if (number < 0 || number >= names.size()) {
        throw new UserError(
            "The column %s of %s has the label %d, but there are names for 0 to %d only; give all names by --class-names, or leave such rows out by --where."
                .formatted(label, title, number, names.size() - 1));
      }
    }
    IntStream.range(0, names.size()).forEach(i -> ids.put(Integer.toString(i), i));
    return new TableLabels(column, ids, names);
  }

  private static List<String> names(String file, Configuration configuration) {
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      Path path = new Path(file);
      List<String> names =
          StoredFiles.readText(StoredFiles.fileSystem(path, configuration), path)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
      if (names.isEmpty() || names.stream().distinct().count() < names.size()) {
        throw new UserError(
            "The class names %s are %s; write a name of its own for each label, a line each."
                .formatted(file, names.isEmpty() ? "empty" : "not all different"));
      }
      return names;
    } catch (IOException e) {
      throw new UserError(
          "The class names " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }
}
