package mclspark.dataset.shards;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import mclspark.dataset.PictureListing;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/**
 * Reads columns of one Parquet file of pictures. The footer is kept; every read opens the file
 * anew. Thread-safe.
 */
final class ShardReader {

  private final InputFile file;
  private final ParquetMetadata footer;
  private final PictureColumns columns;

  private ShardReader(InputFile file, ParquetMetadata footer, PictureColumns columns) {
    this.file = file;
    this.footer = footer;
    this.columns = columns;
  }

  /**
   * Reads a file's footer.
   *
   * @throws IOException if it cannot be read
   * @throws RuntimeException if it is no Parquet file, or damaged
   */
  static ShardReader open(InputFile file) throws IOException {
    return open(file, PictureColumns.SHARD);
  }

  /** Likewise for a file with other columns. */
  static ShardReader open(InputFile file, PictureColumns columns) throws IOException {
    return open(file, footer -> columns);
  }

  /** Likewise for a file whose footer says which columns to read. */
  static ShardReader open(InputFile file, Function<ParquetMetadata, PictureColumns> columns)
      throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(file, options())) {
      ParquetMetadata footer = reader.getFooter();
      return new ShardReader(file, footer, columns.apply(footer));
    }
  }

  /** Rows of each row group. */
  int[] rows() {
    return footer.getBlocks().stream()
        .mapToInt(block -> Math.toIntExact(block.getRowCount()))
        .toArray();
  }

  /** Whether a row has the columns that pictures have. */
  boolean hasPictures() {
    MessageType schema = footer.getFileMetaData().getSchema();
    return ShardSchema.OWN.getFields().stream()
        .allMatch(
            field ->
                schema.containsField(field.getName())
                    && schema.getType(field.getName()).isPrimitive()
                    && schema.getType(field.getName()).asPrimitiveType().getPrimitiveTypeName()
                        == field.asPrimitiveType().getPrimitiveTypeName());
  }

  /** The footer. */
  ParquetMetadata footer() {
    return footer;
  }

  /** The label ids of all rows; {@link PictureListing#NO_LABEL} where there is none. */
  int[] labels() throws IOException {
    int[] labels = new int[size()];
    Arrays.fill(labels, PictureListing.NO_LABEL);
    read(columns.label(), (row, column) -> labels[row] = column.getInteger());
    return labels;
  }

  /** The labels of all rows as texts; null where there is none. */
  String[] labelTexts() throws IOException {
    String[] texts = new String[size()];
    Map<String, String> known = new HashMap<>(); // one string for each class
    read(
        columns.label(),
        (row, column) -> {
          String text =
              switch (column.getDescriptor().getPrimitiveType().getPrimitiveTypeName()) {
                case INT32 -> Integer.toString(column.getInteger());
                case INT64 -> Long.toString(column.getLong());
                default -> column.getBinary().toStringUsingUTF8();
              };
          texts[row] = known.computeIfAbsent(text, key -> key);
        });
    return texts;
  }

  private int size() {
    return footer.getBlocks().stream().mapToInt(ShardReader::count).sum();
  }

  /** Takes a value that is not null. */
  private interface Value {
    void take(int row, ColumnReader column);
  }

  /** Reads a column of all row groups. */
  private void read(List<String> path, Value value) throws IOException {
    int at = 0;
    for (int group = 0; group < footer.getBlocks().size(); group++) {
      try (ParquetFileReader reader = reader(only(path))) {
        at += read(reader.readRowGroup(group), path, at, value);
      }
    }
  }

  private int read(PageReadStore pages, List<String> path, int first, Value value) {
    int rows = Math.toIntExact(pages.getRowCount());
    MessageType schema = only(path);
    ColumnReader column =
        new ColumnReadStoreImpl(
                pages, new NoRecords(path.size()), schema, footer.getFileMetaData().getCreatedBy())
            .getColumnReader(schema.getColumns().get(0));
    int present = column.getDescriptor().getMaxDefinitionLevel();
    for (int row = 0; row < rows; row++) {
      if (column.getCurrentDefinitionLevel() == present) {
        value.take(first + row, column);
      }
      column.consume();
    }
    return rows;
  }

  private MessageType only(List<String> path) {
    return PictureColumns.only(footer.getFileMetaData().getSchema(), path);
  }

  /**
   * Reads the pictures of a row group.
   *
   * @throws RuntimeException if they are damaged
   */
  RowGroup group(int group) throws IOException {
    int rows = count(footer.getBlocks().get(group));
    byte[][] files = new byte[rows][];
    try (ParquetFileReader reader = reader(only(columns.bytes()))) {
      PageReadStore pages = reader.readRowGroup(group);
      read(pages, columns.bytes(), 0, (row, column) -> files[row] = column.getBinary().getBytes());
    }
    if (columns.crc().isEmpty()) {
      return RowGroup.unchecked(files);
    }
    long[] checksums = new long[rows];
    try (ParquetFileReader reader = reader(only(columns.crc()))) {
      PageReadStore pages = reader.readRowGroup(group);
      read(pages, columns.crc(), 0, (row, column) -> checksums[row] = column.getLong());
    }
    return new RowGroup(files, checksums);
  }

  /** Anew for each read: they hold the decompressors, which a reader that is closed gives back. */
  private static ParquetReadOptions options() {
    return ParquetReadOptions.builder(new PlainParquetConfiguration(Map.of())).build();
  }

  private ParquetFileReader reader(MessageType columns) throws IOException {
    ParquetFileReader reader = ParquetFileReader.open(file, footer, options(), file.newStream());
    reader.setRequestedSchema(columns);
    return reader;
  }

  private static int count(BlockMetaData block) {
    return Math.toIntExact(block.getRowCount());
  }

  /** Values are asked for one by one, so no record is put together. */
  private static final class NoRecords extends GroupConverter {

    private final Converter none;

    /** For a column whose path has so many names. */
    NoRecords(int depth) {
      none = depth == 1 ? new PrimitiveConverter() {} : new NoRecords(depth - 1);
    }

    @Override
    public Converter getConverter(int field) {
      return none;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
