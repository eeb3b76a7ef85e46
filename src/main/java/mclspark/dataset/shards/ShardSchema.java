package mclspark.dataset.shards;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a shard. */
public final class ShardSchema {

  public static final String INDEX = "index";
  public static final String LABEL = "label";
  public static final String CLASS = "class";
  public static final String PATH = "path";
  public static final String WIDTH = "width";
  public static final String HEIGHT = "height";
  public static final String BYTES = "bytes";
  public static final String CRC = "crc32c";

  /** All columns, in the order in which they are stored. */
  public static final MessageType ALL =
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
