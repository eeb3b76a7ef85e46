package mclspark.dataset.shards.make;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import mclspark.dataset.shards.KeptColumn;
import mclspark.dataset.shards.ShardRow;
import mclspark.storage.CommittedFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Writes one shard: a Parquet file whose row groups all have the same number of rows, but the last.
 * The bytes of pictures are not compressed again. The file appears whole or not at all.
 */
final class ShardWriter implements AutoCloseable {

  private static final long NO_LIMIT = 1L << 40;

  private final CommittedFile file;
  private final ShardOutput output;
  private final ParquetWriter<ShardRow> writer;
  private boolean ended;

  private static final class Builder extends ParquetWriter.Builder<ShardRow, Builder> {

    private final List<KeptColumn> kept;

    Builder(OutputFile file, List<KeptColumn> kept) {
      super(file);
      this.kept = kept;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<ShardRow> getWriteSupport(Configuration configuration) {
      return new ShardRowSupport(kept);
    }

    @Override
    protected WriteSupport<ShardRow> getWriteSupport(ParquetConfiguration configuration) {
      return new ShardRowSupport(kept);
    }
  }

  /** Opens a shard's temporary file. */
  ShardWriter(Path place, int rowGroupRows, List<KeptColumn> kept, Configuration configuration)
      throws IOException {
    file = CommittedFile.create(place, configuration);
    output = new ShardOutput(file.stream(), place.toString());
    writer =
        new Builder(output, kept)
            .withConf(new PlainParquetConfiguration(Map.of()))
            .withRowGroupSize(NO_LIMIT)
            .withRowGroupRowCountLimit(rowGroupRows)
            .withDictionaryEncoding(false)
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .build();
  }

  void write(ShardRow row) throws IOException {
    writer.write(row);
  }

  /** Ends the file and gives it its name; returns its bytes. */
  long commit() throws IOException {
    ended = true;
    writer.close();
    file.commit();
    return output.position();
  }

  @Override
  public void close() throws IOException {
    try {
      if (!ended) {
        writer.close();
      }
    } finally {
      file.close();
    }
  }
}
