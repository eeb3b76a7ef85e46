package mclspark.dataset.shards;

import java.io.Serializable;
import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Which columns of a Parquet file hold pictures. Each is a path from the top: a name, or those of a
 * struct and its field.
 *
 * @param bytes the pictures' files
 * @param crc their CRC-32C; empty where none is stored
 * @param label the labels; empty without labels
 */
record PictureColumns(List<String> bytes, List<String> crc, List<String> label)
    implements Serializable {

  /** Those of our shards. */
  static final PictureColumns SHARD =
      new PictureColumns(
          List.of(ShardSchema.BYTES), List.of(ShardSchema.CRC), List.of(ShardSchema.LABEL));

  PictureColumns {
    bytes = List.copyOf(bytes);
    crc = List.copyOf(crc);
    label = List.copyOf(label);
  }

  /** A file's schema with a single column. */
  static MessageType only(MessageType all, List<String> path) {
    Type top = all.getType(path.get(0));
    if (path.size() == 1) {
      return new MessageType(all.getName(), top);
    }
    Type field = top.asGroupType().getType(path.get(1));
    return new MessageType(all.getName(), new GroupType(top.getRepetition(), top.getName(), field));
  }
}
