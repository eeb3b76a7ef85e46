package mclspark.dataset.shards.make;

import java.util.Map;
import mclspark.dataset.shards.ShardRow;
import mclspark.dataset.shards.ShardSchema;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Hands the rows of a shard to Parquet, column by column. */
public final class ShardRowSupport extends WriteSupport<ShardRow> {

  private RecordConsumer consumer;

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(ShardSchema.ALL, Map.of());
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(ShardSchema.ALL, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    consumer = recordConsumer;
  }

  @Override
  public void write(ShardRow row) {
    consumer.startMessage();
    field(ShardSchema.INDEX, () -> consumer.addLong(row.index()));
    field(ShardSchema.LABEL, () -> consumer.addInteger(row.label()));
    field(ShardSchema.CLASS, () -> consumer.addBinary(Binary.fromString(row.className())));
    field(ShardSchema.PATH, () -> consumer.addBinary(Binary.fromString(row.path())));
    field(ShardSchema.WIDTH, () -> consumer.addInteger(row.width()));
    field(ShardSchema.HEIGHT, () -> consumer.addInteger(row.height()));
    field(ShardSchema.BYTES, () -> consumer.addBinary(Binary.fromConstantByteArray(row.bytes())));
    field(ShardSchema.CRC, () -> consumer.addLong(row.crc()));
    consumer.endMessage();
  }

  private void field(String name, Runnable value) {
    int place = ShardSchema.ALL.getFieldIndex(name);
    consumer.startField(name, place);
    value.run();
    consumer.endField(name, place);
  }
}
