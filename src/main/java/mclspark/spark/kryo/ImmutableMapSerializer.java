package mclspark.spark.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.HashMap;
import java.util.Map;

/** Writes maps of {@link Map#of} and reads them back as such; Kryo itself would put into them. */
final class ImmutableMapSerializer extends Serializer<Map<?, ?>> {

  ImmutableMapSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, Map<?, ?> map) {
    kryo.writeClassAndObject(output, new HashMap<>(map));
  }

  @Override
  public Map<?, ?> read(Kryo kryo, Input input, Class<Map<?, ?>> type) {
    return Map.copyOf((Map<?, ?>) kryo.readClassAndObject(input));
  }
}
