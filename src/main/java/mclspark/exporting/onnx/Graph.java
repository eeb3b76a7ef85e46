package mclspark.exporting.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;

/** An ONNX graph while it is put together; field numbers are those of {@code onnx.proto3}. */
final class Graph {

  /** Of a dimension that is another at each call. */
  private static final long ANY = -1;

  private final Message message = new Message();
  private int values;
  private int constants;

  /** Attributes of a node. */
  static final class Attributes {
    private static final int FLOAT = 1;
    private static final int INT = 2;
    private static final int INTS = 7;

    private final Message node = new Message();

    Attributes of(String name, long value) {
      node.add(5, new Message().add(1, name).add(3, value).add(20, INT));
      return this;
    }

    Attributes of(String name, float value) {
      node.add(5, new Message().add(1, name).add(2, value).add(20, FLOAT));
      return this;
    }

    Attributes all(String name, long... elements) {
      Message attribute = new Message().add(1, name);
      for (long element : elements) {
        attribute.add(8, element);
      }
      node.add(5, attribute.add(20, INTS));
      return this;
    }
  }

  Graph(String name) {
    message.add(2, name);
  }

  /** Adds a node with one output, and gives the output's name. */
  String node(String operator, Attributes attributes, String... inputs) {
    String output = operator.toLowerCase(Locale.ROOT) + "_" + values++;
    node(operator, attributes, output, List.of(inputs));
    return output;
  }

  /** The same without attributes. */
  String node(String operator, String... inputs) {
    return node(operator, new Attributes(), inputs);
  }

  /** Gives a value another name, under which it is an output of the graph. */
  void output(String value, String name, long width) {
    node("Identity", new Attributes(), name, List.of(value));
    message.add(12, info(name, DataType.FLOAT32, ANY, width));
  }

  private void node(String operator, Attributes attributes, String output, List<String> inputs) {
    Message node = attributes.node;
    inputs.forEach(input -> node.add(1, input));
    message.add(1, node.add(2, output).add(3, "node_" + output).add(4, operator));
  }

  /** Declares the pictures [batch, 3, side, side]; a side of -1 may be any. */
  void input(String name, DataType type, long side) {
    message.add(11, info(name, type, ANY, 3, side, side));
  }

  /** Adds weights under their name. */
  void initializer(String name, HostTensor values) {
    Message tensor = new Message();
    for (long dimension : values.shape()) {
      tensor.add(1, dimension);
    }
    message.add(5, tensor.add(2, elementType(values.type())).add(8, name).add(9, values.data()));
  }

  /** Adds whole numbers as a vector. */
  String constant(long... numbers) {
    ByteBuffer data = ByteBuffer.allocate(numbers.length * Long.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(numbers);
    return constant(new HostTensor(DataType.INT64, new long[] {numbers.length}, data));
  }

  /** Adds a factor or shift of each channel, as [3, 1, 1]. */
  String perChannel(float... numbers) {
    ByteBuffer data = ByteBuffer.allocate(numbers.length * Float.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(numbers);
    return constant(new HostTensor(DataType.FLOAT32, new long[] {numbers.length, 1, 1}, data));
  }

  private String constant(HostTensor tensor) {
    String name = "constant_" + constants++;
    initializer(name, tensor);
    return name;
  }

  Message message() {
    return message;
  }

  private static Message info(String name, DataType type, long... dimensions) {
    String[] names = {"batch", "channels", "height", "width"};
    Message shape = new Message();
    for (int i = 0; i < dimensions.length; i++) {
      Message dimension = new Message();
      shape.add(
          1, dimensions[i] == ANY ? dimension.add(2, names[i]) : dimension.add(1, dimensions[i]));
    }
    Message tensor = new Message().add(1, elementType(type)).add(2, shape);
    return new Message().add(1, name).add(2, new Message().add(1, tensor));
  }

  private static long elementType(DataType type) {
    return switch (type) {
      case FLOAT32 -> 1;
      case UINT8 -> 2;
      case INT64 -> 7;
    };
  }
}
