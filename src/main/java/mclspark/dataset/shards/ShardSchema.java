package mclspark.dataset.shards;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;

/** The columns of a shard; pictures without a label have neither label nor class. */
public final class ShardSchema {

  public static final String INDEX = "index";
  public static final String LABEL = "label";
  public static final String CLASS = "class";
  public static final String PATH = "path";
  public static final String WIDTH = "width";
  public static final String HEIGHT = "height";
  public static final String BYTES = "bytes";
  public static final String CRC = "crc32c";

  /** The columns of every shard, in the order in which they are stored. */
  static final MessageType OWN =
      MessageTypeParser.parseMessageType(
          """
          message picture {
            required int64 index;
            optional int32 label;
            optional binary class (STRING);
            required binary path (STRING);
            required int32 width;
            required int32 height;
            required binary bytes;
            required int64 crc32c;
          }
          """);

  private ShardSchema() {}

  /** The columns of shards that keep some of the user's. */
  public static MessageType with(List<KeptColumn> kept) {
    List<Type> columns = new ArrayList<>(OWN.getFields());
    kept.forEach(column -> columns.add(column.type()));
    return new MessageType(OWN.getName(), columns);
  }

  /** Whether a column of this name is one of every shard's. */
  public static boolean isOwn(String name) {
    return OWN.getFields().stream().anyMatch(field -> field.getName().equalsIgnoreCase(name));
  }
}
