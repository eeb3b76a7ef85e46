package mclspark.spark.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.List;

/** Writes lists of {@link List#of} and reads them back as such; Kryo itself would add to them. */
final class ImmutableListSerializer extends Serializer<List<?>> {

  ImmutableListSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, List<?> list) {
    kryo.writeClassAndObject(output, list.toArray());
  }

  @Override
  public List<?> read(Kryo kryo, Input input, Class<List<?>> type) {
    return List.of((Object[]) kryo.readClassAndObject(input));
  }
}
