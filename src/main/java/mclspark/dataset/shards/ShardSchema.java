package mclspark.dataset.shards;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a shard. */
final class ShardSchema {

  static final String INDEX = "index";
  static final String LABEL = "label";
  static final String CLASS = "class";
  static final String PATH = "path";
  static final String WIDTH = "width";
  static final String HEIGHT = "height";
  static final String BYTES = "bytes";
  static final String CRC = "crc32c";

  /** All columns, in the order in which they are stored. */
  static final MessageType ALL =
      MessageTypeParser.parseMessageType(
          """
          message picture {
            required int64 index;
            required int32 label;
            required binary class (STRING);
            required binary path (STRING);
            required int32 width;
            required int32 height;
            required binary bytes;
            required int64 crc32c;
          }
          """);

  private ShardSchema() {}
}
