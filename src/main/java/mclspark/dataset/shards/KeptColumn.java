package mclspark.dataset.shards;

import java.io.Serializable;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * A column of the user's table that a shard keeps beside the picture; its values may be null.
 *
 * @param name its name
 * @param kind its type
 */
public record KeptColumn(String name, Kind kind) implements Serializable {

  /** The types that are kept as they are, each with its class in Java; others become strings. */
  public enum Kind {
    STRING(PrimitiveTypeName.BINARY),
    BOOLEAN(PrimitiveTypeName.BOOLEAN),
    INT(PrimitiveTypeName.INT32),
    LONG(PrimitiveTypeName.INT64),
    FLOAT(PrimitiveTypeName.FLOAT),
    DOUBLE(PrimitiveTypeName.DOUBLE);

    private final PrimitiveTypeName stored;

    Kind(PrimitiveTypeName stored) {
      this.stored = stored;
    }
  }

  /** The column in a shard's schema. */
  Type type() {
    return kind == Kind.STRING
        ? Types.optional(kind.stored).as(LogicalTypeAnnotation.stringType()).named(name)
        : Types.optional(kind.stored).named(name);
  }

  /** Hands a value to Parquet. */
  public void write(Object value, RecordConsumer consumer) {
    switch (kind) {
      case STRING -> consumer.addBinary(Binary.fromString((String) value));
      case BOOLEAN -> consumer.addBoolean((Boolean) value);
      case INT -> consumer.addInteger((Integer) value);
      case LONG -> consumer.addLong((Long) value);
      case FLOAT -> consumer.addFloat((Float) value);
      case DOUBLE -> consumer.addDouble((Double) value);
    }
  }
}
