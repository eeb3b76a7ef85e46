package mclspark.dataset.shards;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.dataset.Fingerprint;
import mclspark.dataset.PictureListing;
import mclspark.dataset.Split;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Lists Parquet files of pictures that others have written, as Hugging Face has them: reads footers
 * and labels, no picture. Runs on the driver.
 */
public final class ParquetLister {

  /** As many row groups are shuffled together as in shards by default. */
  private static final int WINDOW = 8;

  /** A worker keeps two windows of groups for each logical rank. */
  private static final long MOST_GROUP_BYTES = 64L << 20;

  private static final String BYTES = "bytes";
  private static final String PATH = "path";
  private static final List<String> USUAL_LABELS = List.of("label", "class", "cls");

  private final String title;
  private final String imageColumn;
  private final String labelColumn;
  private final List<Integer> groupRows = new ArrayList<>();
  private final List<Integer> fileGroup = new ArrayList<>(List.of(0));
  private final List<String[]> labels = new ArrayList<>();
  private HuggingFaceFeatures features;
  private PictureColumns columns;

  private ParquetLister(String title, String imageColumn, String labelColumn) {
    this.title = title;
    this.imageColumn = imageColumn;
    this.labelColumn = labelColumn;
  }

  /**
   * Lists the files.
   *
   * @param place a folder, file or pattern
   * @param split whose files are taken, where they are named by parts of a set
   * @param imageColumn the column of pictures; empty for the only one
   * @param labelColumn the column of labels; empty for the only one, or for none
   * @param cacheBytes bytes of pictures that each process keeps in memory
   * @throws UserError if there is no such file or column, or if row groups are too large to be read
   *     as a whole
   */
  public static ParquetListing list(
      String place,
      Split split,
      String imageColumn,
      String labelColumn,
      long cacheBytes,
      Configuration configuration) {
    List<String> files = ParquetParts.list(List.of(place), configuration).of(split);
    ParquetLister lister = new ParquetLister(place, imageColumn, labelColumn);
    long[] lengths = new long[files.size()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = lister.read(new Path(files.get(i)), configuration);
    }
    return lister.listing(files, lengths, cacheBytes);
  }

  private long read(Path path, Configuration configuration) {
    try {
      FileSystem files = StoredFiles.fileSystem(path, configuration);
      long length = files.getFileStatus(path).getLen();
      ShardReader reader = ShardReader.open(new ShardInput(files, path, length), this::columns);
      for (BlockMetaData group : reader.footer().getBlocks()) {
        checkSize(path, group);
        groupRows.add(Math.toIntExact(group.getRowCount()));
      }
      if (fileGroup.get(fileGroup.size() - 1) == groupRows.size()) {
        throw new UserError("The Parquet file " + path + " has no row; remove it.");
      }
      fileGroup.add(groupRows.size());
      labels.add(columns.label().isEmpty() ? null : reader.labelTexts());
      return length;
    } catch (UserError e) {
      throw e;
    } catch (FileNotFoundException e) {
      throw new UserError("The Parquet file " + path + " is gone; list the data again.", e);
    } catch (IOException | RuntimeException e) { // Parquet meets damage with all kinds
      throw new UserError(
          "The Parquet file " + path + " cannot be read: " + e.getMessage() + "; copy it again.",
          e);
    }
  }

  private void checkSize(Path path, BlockMetaData group) {
    long bytes =
        group.getColumns().stream()
            .filter(chunk -> List.of(chunk.getPath().toArray()).equals(columns.bytes()))
            .mapToLong(chunk -> chunk.getTotalUncompressedSize())
            .sum();
    if (bytes > MOST_GROUP_BYTES) {
      throw new UserError(
          "%s has a row group of %d pictures and %d MiB, which a worker would have to read as a whole; more than %d MiB is too much. Make shards of it by mcl prepare --data %s, and set data.format=shards."
              .formatted(path, group.getRowCount(), bytes >> 20, MOST_GROUP_BYTES >> 20, title));
    }
  }

  /** The first file decides; the others must have its columns. */
  private PictureColumns columns(ParquetMetadata footer) {
    MessageType schema = footer.getFileMetaData().getSchema();
    HuggingFaceFeatures own = features(footer);
    if (columns == null) {
      features = own;
      columns = new PictureColumns(bytes(schema), List.of(), label(schema));
    }
    if (!own.labels().equals(features.labels())) {
      throw new UserError(
          "The files of %s have different class names; give files of one set.".formatted(title));
    }
    for (List<String> path : List.of(columns.bytes(), columns.label())) {
      if (!path.isEmpty() && !schema.containsPath(path.toArray(String[]::new))) {
        throw new UserError(
            "The files of %s have different columns: one has no %s. Name files of one kind."
                .formatted(title, String.join(".", path)));
      }
    }
    return columns;
  }

  private HuggingFaceFeatures features(ParquetMetadata footer) {
    try {
      return HuggingFaceFeatures.of(footer);
    } catch (IOException e) {
      throw new UserError(
          title + " has a damaged entry 'huggingface' in its footer; write it anew.", e);
    }
  }

  private List<String> bytes(MessageType schema) {
    List<String> known = features.images();
    List<String> candidates =
        schema.getFields().stream()
            .filter(ParquetLister::isPicture)
            .map(Type::getName)
            .filter(
                name ->
                    imageColumn.isEmpty()
                        ? known.isEmpty() || known.contains(name)
                        : name.equals(imageColumn))
            .toList();
    if (candidates.size() != 1) {
      throw new UserError(
          "%s has %s: choose one by data.image_column; its columns are %s."
              .formatted(
                  title,
                  candidates.isEmpty()
                      ? "no such column of pictures (binary, or a struct of bytes and path)"
                      : "several columns that may hold the pictures",
                  names(schema)));
    }
    String name = candidates.get(0);
    return schema.getType(name).isPrimitive() ? List.of(name) : List.of(name, BYTES);
  }

  private static boolean isPicture(Type type) {
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      return false;
    }
    if (type.isPrimitive()) {
      return type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
          && type.getLogicalTypeAnnotation() == null;
    }
    return type.getLogicalTypeAnnotation() == null
        && type.asGroupType().containsField(BYTES)
        && type.asGroupType().containsField(PATH);
  }

  private List<String> label(MessageType schema) {
    List<String> known = new ArrayList<>(features.labels().keySet());
    if (!labelColumn.isEmpty()) {
      if (!schema.containsField(labelColumn) || !schema.getType(labelColumn).isPrimitive()) {
        throw new UserError(
            "data.label_column is %s, but the columns of %s are %s."
                .formatted(labelColumn, title, names(schema)));
      }
      return checked(schema, List.of(labelColumn));
    }
    List<String> candidates =
        known.isEmpty() ? USUAL_LABELS.stream().filter(schema::containsField).toList() : known;
    if (candidates.size() > 1) {
      throw new UserError(
          "%s has several columns of labels, %s; choose one by data.label_column."
              .formatted(title, String.join(", ", candidates)));
    }
    return checked(schema, candidates);
  }

  /** Labels are texts or whole numbers. */
  private List<String> checked(MessageType schema, List<String> column) {
    for (String name : column) {
      Type type = schema.getType(name);
      boolean fits =
          type.isPrimitive()
              && switch (type.asPrimitiveType().getPrimitiveTypeName()) {
                case INT32, INT64 ->
                    !(type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation);
                case BINARY ->
                    type.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation;
                default -> false;
              };
      if (!fits) {
        throw new UserError(
            "The column %s of %s is %s; labels are texts or whole numbers. Choose another by data.label_column, or prepare the set."
                .formatted(name, title, type));
      }
    }
    return column;
  }

  private static String names(MessageType schema) {
    return String.join(", ", schema.getFields().stream().map(Type::getName).toList());
  }

  private ParquetListing listing(List<String> files, long[] lengths, long cacheBytes) {
    int[] starts = new int[groupRows.size() + 1];
    for (int i = 0; i < groupRows.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i], groupRows.get(i));
    }
    int[] ids = new int[starts[starts.length - 1]];
    Arrays.fill(ids, PictureListing.NO_LABEL);
    List<String> names = List.of();
    if (!columns.label().isEmpty()) {
      names = names();
      number(ids, names);
    }
    int[] firstGroups = fileGroup.stream().mapToInt(Integer::intValue).toArray();
    Fingerprint print = new Fingerprint();
    files.forEach(file -> print.add(new Path(file).getName()));
    return new ParquetListing(
        new ParquetListing.RowGroups(files, lengths, starts, firstGroups),
        ids,
        names,
        columns,
        WINDOW,
        cacheBytes,
        print.add(lengths).add(starts).add(ids).value());
  }

  /** What the footer says, or else the different labels in their order, numbers as numbers. */
  private List<String> names() {
    List<String> named = features.labels().getOrDefault(columns.label().get(0), List.of());
    if (!named.isEmpty()) {
      return named;
    }
    List<String> texts =
        labels.stream().flatMap(Stream::of).filter(ParquetLister::isLabel).distinct().toList();
    return LabelOrder.sorted(texts);
  }

  private static boolean isLabel(String text) {
    return text != null && !text.isEmpty() && !text.equals("-1");
  }

  private void number(int[] ids, List<String> names) {
    boolean named = !features.labels().getOrDefault(columns.label().get(0), List.of()).isEmpty();
    Map<String, Integer> numbers = new HashMap<>();
    IntStream.range(0, names.size())
        .forEach(i -> numbers.put(named ? Integer.toString(i) : names.get(i), i));
    int at = 0;
    for (String[] texts : labels) {
      for (String text : texts) {
        if (isLabel(text)) {
          Integer id = numbers.get(text);
          if (id == null) {
            throw new UserError(
                "%s has the label %s in row %d, but there are names for 0 to %d only; write it anew."
                    .formatted(title, text, at, names.size() - 1));
          }
          ids[at] = id;
        }
        at++;
      }
    }
  }
}
