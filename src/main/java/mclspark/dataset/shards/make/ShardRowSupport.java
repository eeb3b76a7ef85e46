package mclspark.dataset.shards.make;

import java.util.List;
import java.util.Map;
import mclspark.dataset.PictureListing;
import mclspark.dataset.shards.KeptColumn;
import mclspark.dataset.shards.ShardPicture;
import mclspark.dataset.shards.ShardRow;
import mclspark.dataset.shards.ShardSchema;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/** Hands the rows of a shard to Parquet, column by column. */
public final class ShardRowSupport extends WriteSupport<ShardRow> {

  private final MessageType schema;
  private final List<KeptColumn> kept;
  private RecordConsumer consumer;

  /** Writes rows with these columns of the user's. */
  public ShardRowSupport(List<KeptColumn> kept) {
    this.kept = List.copyOf(kept);
    schema = ShardSchema.with(kept);
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(schema, Map.of());
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(schema, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    consumer = recordConsumer;
  }

  @Override
  public void write(ShardRow row) {
    ShardPicture picture = row.picture();
    consumer.startMessage();
    field(ShardSchema.INDEX, () -> consumer.addLong(row.index()));
    if (picture.label() != PictureListing.NO_LABEL) {
      field(ShardSchema.LABEL, () -> consumer.addInteger(picture.label()));
      field(ShardSchema.CLASS, () -> consumer.addBinary(Binary.fromString(picture.className())));
    }
    field(ShardSchema.PATH, () -> consumer.addBinary(Binary.fromString(picture.path())));
    field(ShardSchema.WIDTH, () -> consumer.addInteger(row.width()));
    field(ShardSchema.HEIGHT, () -> consumer.addInteger(row.height()));
    field(ShardSchema.BYTES, () -> consumer.addBinary(Binary.fromConstantByteArray(row.bytes())));
    field(ShardSchema.CRC, () -> consumer.addLong(row.crc()));
    for (int i = 0; i < kept.size(); i++) {
      KeptColumn column = kept.get(i);
      Object value = picture.kept().get(i);
      if (value != null) {
        field(column.name(), () -> column.write(value, consumer));
      }
    }
    consumer.endMessage();
  }

  private void field(String name, Runnable value) {
    int place = schema.getFieldIndex(name);
    consumer.startField(name, place);
    value.run();
    consumer.endField(name, place);
  }
}
