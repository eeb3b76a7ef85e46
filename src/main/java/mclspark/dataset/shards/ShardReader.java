package mclspark.dataset.shards;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
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

/** Reads columns of one shard. The footer is kept; every read opens the file anew. Thread-safe. */
final class ShardReader {

  private final InputFile file;
  private final ParquetMetadata footer;

  private ShardReader(InputFile file, ParquetMetadata footer) {
    this.file = file;
    this.footer = footer;
  }

  /**
   * Reads a file's footer.
   *
   * @throws IOException if it cannot be read
   * @throws RuntimeException if it is no Parquet file, or damaged
   */
  static ShardReader open(InputFile file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(file, options())) {
      return new ShardReader(file, reader.getFooter());
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

  /** The label ids of all rows; {@link PictureListing#NO_LABEL} where there is none. */
  int[] labels() throws IOException {
    MessageType label = columns(ShardSchema.LABEL);
    int[] labels = new int[footer.getBlocks().stream().mapToInt(ShardReader::count).sum()];
    int at = 0;
    for (int group = 0; group < footer.getBlocks().size(); group++) {
      try (ParquetFileReader reader = reader(label)) {
        PageReadStore pages = reader.readRowGroup(group);
        ColumnReader column = column(pages, label, 0);
        int present = column.getDescriptor().getMaxDefinitionLevel();
        for (long row = 0; row < pages.getRowCount(); row++) {
          boolean known = column.getCurrentDefinitionLevel() == present;
          labels[at++] = known ? column.getInteger() : PictureListing.NO_LABEL;
          column.consume();
        }
      }
    }
    return labels;
  }

  /**
   * Reads the pictures of a row group.
   *
   * @throws RuntimeException if they are damaged
   */
  RowGroup group(int group) throws IOException {
    MessageType columns = columns(ShardSchema.BYTES, ShardSchema.CRC);
    try (ParquetFileReader reader = reader(columns)) {
      PageReadStore pages = reader.readRowGroup(group);
      ColumnReader bytes = column(pages, columns, 0);
      ColumnReader crc = column(pages, columns, 1);
      byte[][] files = new byte[Math.toIntExact(pages.getRowCount())][];
      long[] checksums = new long[files.length];
      for (int row = 0; row < files.length; row++) {
        files[row] = bytes.getBinary().getBytes();
        checksums[row] = crc.getLong();
        bytes.consume();
        crc.consume();
      }
      return new RowGroup(files, checksums);
    }
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

  private ColumnReader column(PageReadStore pages, MessageType columns, int place) {
    String writer = footer.getFileMetaData().getCreatedBy();
    return new ColumnReadStoreImpl(pages, new NoRecords(), columns, writer)
        .getColumnReader(columns.getColumns().get(place));
  }

  private static int count(BlockMetaData block) {
    return Math.toIntExact(block.getRowCount());
  }

  /** Some columns as this file has them, which may be older than nullable labels. */
  private MessageType columns(String... names) {
    MessageType all = footer.getFileMetaData().getSchema();
    return new MessageType(all.getName(), Arrays.stream(names).map(all::getType).toList());
  }

  /** Values are asked for one by one, so no record is put together. */
  private static final class NoRecords extends GroupConverter {

    private final Converter none = new PrimitiveConverter() {};

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
