package mclspark.spark.prepare;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.dataset.PictureListing;
import mclspark.dataset.shards.LabelOrder;
import mclspark.dataset.shards.labels.NameFile;
import mclspark.spark.pictures.PictureColumn;
import mclspark.spark.pictures.PictureTable;
import org.apache.hadoop.conf.Configuration;
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
    SortedMap<Integer, String> names = new TreeMap<>();
    if (!source.classNames().isEmpty()) {
      names.putAll(NameFile.read(source.classNames(), configuration).byNumber());
    }
    if (source.labels().equals(TableSource.NONE)) {
      return none();
    }
    if (source.labels().equals(TableSource.FOLDER)) {
      Column parts = functions.split(path(table), "/");
      Column folder = functions.try_element_at(parts, functions.lit(-2));
      List<String> folders = values(table, folder);
      if (folders.isEmpty()) {
        throw new UserError(
            "The pictures of %s lie in no folders, so there are no labels in their paths; choose --labels column or none."
                .formatted(table.title()));
      }
      return ofStrings(folder, folders, List.of(), "the folders", table.title());
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
      Column known = functions.when(text.notEqual("").and(text.notEqual(NO_NUMBER)), text);
      return ofStrings(
          known, values(table, known), List.copyOf(names.values()), column, table.title());
    }
    if (!(type instanceof IntegralType)) {
      throw new UserError(
          "The column %s of %s is of type %s; labels are strings or whole numbers. Choose another by --label-column, or --labels none."
              .formatted(column, table.title(), type.simpleString()));
    }
    Column text = values.cast(DataTypes.StringType);
    Column known = functions.when(text.notEqual(NO_NUMBER), text);
    if (names.isEmpty()) {
      List<String> own = table.classNames(column);
      IntStream.range(0, own.size()).forEach(i -> names.put(i, own.get(i)));
    }
    return ofNumbers(known, values(table, known), names, column, table.title());
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

  /** In the order of the names that are given, or in their own. */
  private static TableLabels ofStrings(
      Column column, List<String> values, List<String> given, String label, String title) {
    List<String> names = given.isEmpty() ? LabelOrder.sorted(values) : given;
    Map<String, Integer> ids = new HashMap<>();
    names.forEach(name -> ids.put(name, ids.size()));
    values.stream()
        .filter(value -> !ids.containsKey(value))
        .min(String::compareTo)
        .ifPresent(
            value -> {
              throw new UserError(
                  "The column %s of %s has the label %s, which is none of the names of --class-names; give all names, or leave such rows out by --where."
                      .formatted(label, title, value));
            });
    return new TableLabels(column, ids, names);
  }

  /** With names, label ids are the places of the numbers; from 0 on these are the numbers. */
  private static TableLabels ofNumbers(
      Column column,
      List<String> values,
      SortedMap<Integer, String> names,
      String label,
      String title) {
    if (names.isEmpty()) {
      return ofStrings(column, values, List.of(), label, title);
    }
    Map<String, Integer> ids = new HashMap<>();
    names.keySet().forEach(number -> ids.put(number.toString(), ids.size()));
    values.stream()
        .filter(value -> !ids.containsKey(value))
        .min(Comparator.comparingLong(Long::parseLong))
        .ifPresent(
            value -> {
              throw new UserError(
                  "The column %s of %s has the label %s, but there are names for %d to %d only; give all names by --class-names, or leave such rows out by --where."
                      .formatted(label, title, value, names.firstKey(), names.lastKey()));
            });
    return new TableLabels(column, ids, List.copyOf(names.values()));
  }
}
