package mclspark.exporting.onnx;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import mclspark.UserError;
import mclspark.exporting.onnx.Graph.Attributes;
import mclspark.tensor.Tensor;
import mclspark.tensor.Trace;

/**
 * Writes what a network computed as ONNX's operators, in evaluation mode and for any number of
 * pictures.
 */
final class Translation {

  private static final float BATCH_NORM_EPSILON = 1e-5f;

  /** Their results share memory, so that a change in place would be one of the argument, too. */
  private static final Set<String> VIEWS = Set.of("narrow", "select", "transpose");

  private final Graph graph;
  private final String network;
  private final IdentityHashMap<Tensor, String> names = new IdentityHashMap<>();
  private final IdentityHashMap<Tensor, Boolean> views = new IdentityHashMap<>();

  /**
   * Begins.
   *
   * @param network the architecture, for messages
   */
  Translation(Graph graph, String network) {
    this.graph = graph;
    this.network = network;
  }

  /** Says what a tensor is called that no step computes: the input or a weight. */
  void bind(Tensor tensor, String name) {
    names.put(tensor, name);
  }

  /** Adds the nodes of a step. */
  void add(Trace.Step step) {
    Arguments given = new Arguments(step.operation(), step.arguments());
    names.put(step.result(), translated(step, given));
    if (VIEWS.contains(step.operation())) {
      views.put(step.result(), true);
    }
  }

  /** The name of what a step computed. */
  String name(Tensor tensor) {
    return named(tensor, "its result");
  }

  private String named(Tensor tensor, String where) {
    String name = names.get(tensor);
    if (name == null) {
      throw unknown("a value that no known operation computes, in " + where);
    }
    return name;
  }

  private UserError unknown(String part) {
    return new UserError(
        "%s cannot be written as ONNX: it has a part that the writer does not know, %s. Choose another format, such as --format safetensors or pt."
            .formatted(network, part));
  }

  /** The arguments of a step; tensors by their names. */
  private final class Arguments {
    private final String operation;
    private final List<Object> values;

    Arguments(String operation, List<Object> values) {
      this.operation = operation;
      this.values = values;
    }

    String tensor(int index) {
      return named((Tensor) values.get(index), operation);
    }

    String[] tensors() {
      return values.stream().map(value -> named((Tensor) value, operation)).toArray(String[]::new);
    }

    String[] list() {
      Tensor[] list = (Tensor[]) values.get(0);
      String[] listed = new String[list.length];
      for (int i = 0; i < list.length; i++) {
        listed[i] = named(list[i], operation);
      }
      return listed;
    }

    long number(int index) {
      return ((Number) values.get(index)).longValue();
    }

    Tensor raw(int index) {
      return (Tensor) values.get(index);
    }
  }

  private String translated(Trace.Step step, Arguments given) {
    return switch (step.operation()) {
      case "conv2d" -> convolution(given);
      case "batch_norm" -> batchNorm(given);
      case "relu_" -> relu(given);
      case "add" -> graph.node("Add", given.tensors());
      case "sub" -> graph.node("Sub", given.tensors());
      case "tanh" -> graph.node("Tanh", given.tensors());
      case "sigmoid" -> graph.node("Sigmoid", given.tensors());
      case "lerp" -> interpolation(given);
      case "linear" -> linear(given);
      case "max_pool2d" -> maxPool(given);
      case "global_average_pool" ->
          flat(graph.node("GlobalAveragePool", given.tensors())); // [b, c, 1, 1] to [b, c]
      case "attention_pool" -> attentionPool(given);
      case "scale_and_shift" -> scaleAndShift(given);
      case "narrow" -> slice(given);
      case "cat_channels" -> graph.node("Concat", axis(1), given.list());
      case "interleave_channels" -> interleave(given, step.shape()[1]);
      default -> throw unknown("the operation " + step.operation());
    };
  }

  private static Attributes axis(long axis) {
    return new Attributes().of("axis", axis);
  }

  private String flat(String value) {
    return graph.node("Flatten", axis(1), value);
  }

  private String convolution(Arguments given) {
    long stride = given.number(2);
    long padding = given.number(3);
    long dilation = given.number(4);
    Attributes attributes =
        new Attributes()
            .all("strides", stride, stride)
            .all("pads", padding, padding, padding, padding)
            .all("dilations", dilation, dilation)
            .of("group", given.number(5));
    return graph.node("Conv", attributes, given.tensor(0), given.tensor(1));
  }

  private String batchNorm(Arguments given) {
    if (given.values.get(5).equals(true)) {
      throw unknown("batch normalisation by the batch's own statistics");
    }
    return graph.node(
        "BatchNormalization",
        new Attributes().of("epsilon", BATCH_NORM_EPSILON),
        given.tensor(0),
        given.tensor(1),
        given.tensor(2),
        given.tensor(3),
        given.tensor(4));
  }

  private String relu(Arguments given) {
    if (views.containsKey(given.raw(0))) {
      throw unknown("a change in place of a part of another value");
    }
    return graph.node("Relu", given.tensor(0));
  }

  /** x + share * (y - x). */
  private String interpolation(Arguments given) {
    String gap = graph.node("Sub", given.tensor(1), given.tensor(0));
    return graph.node("Add", given.tensor(0), graph.node("Mul", given.tensor(2), gap));
  }

  /** A weight of four dimensions is that of a 1x1 convolution. */
  private String linear(Arguments given) {
    boolean maps = given.raw(1).shape().length > 2;
    String weight = maps ? flat(given.tensor(1)) : given.tensor(1);
    Attributes attributes = new Attributes().of("transB", 1);
    return graph.node("Gemm", attributes, given.tensor(0), weight, given.tensor(2));
  }

  private String maxPool(Arguments given) {
    long size = given.number(1);
    long stride = given.number(2);
    long padding = given.number(3);
    Attributes attributes =
        new Attributes()
            .all("kernel_shape", size, size)
            .all("strides", stride, stride)
            .all("pads", padding, padding, padding, padding);
    return graph.node("MaxPool", attributes, given.tensor(0));
  }

  private String attentionPool(Arguments given) {
    String scores = graph.node("Conv", given.tensors()); // [b, 1, h, w]
    String shares = graph.node("Softmax", axis(1), flat(scores)); // [b, h w]
    String column = graph.node("Unsqueeze", shares, graph.constant(2)); // [b, h w, 1]
    String rows = graph.node("Reshape", given.tensor(0), graph.constant(0, 0, -1)); // [b, c, h w]
    return flat(graph.node("MatMul", rows, column)); // [b, c]
  }

  private String scaleAndShift(Arguments given) {
    String ends = graph.constant(2, 3);
    String factor = graph.node("Unsqueeze", given.tensor(1), ends); // [b, c, 1, 1]
    String shift = graph.node("Unsqueeze", given.tensor(2), ends);
    return graph.node("Add", graph.node("Mul", given.tensor(0), factor), shift);
  }

  private String slice(Arguments given) {
    long start = given.number(2);
    return graph.node(
        "Slice",
        given.tensor(0),
        graph.constant(start),
        graph.constant(start + given.number(3)),
        graph.constant(given.number(1)));
  }

  private String interleave(Arguments given, long channels) {
    long[] order = LongStream.range(0, channels).map(i -> i / 2 + i % 2 * channels / 2).toArray();
    String both = graph.node("Concat", axis(1), given.tensors());
    return graph.node("Gather", axis(1), both, graph.constant(order));
  }
}
