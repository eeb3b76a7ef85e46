package mclspark.exporting.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.model.BatchNormMode;
import mclspark.model.Weights;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import mclspark.tensor.Trace;

/**
 * A network as an ONNX model (opset 17) in evaluation mode. Its input {@value #INPUT} is [batch, 3,
 * height, width] for any batch, its outputs are float32 [batch, width].
 *
 * @param name the architecture
 * @param weights the state by name
 * @param forward from pictures to the outputs
 * @param side height and width of the pictures; empty for any
 * @param normalization where pictures come as bytes 0 to 255 (uint8) and are normalised inside;
 *     empty where they come as normalised float32
 * @param metadata free strings
 */
public record OnnxModel(
    String name,
    Map<String, HostTensor> weights,
    Forward forward,
    Optional<Integer> side,
    Optional<Normalization> normalization,
    Map<String, String> metadata) {

  /** Name of the input. */
  public static final String INPUT = "pixel_values";

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  /** Large enough for every network, small enough to be quick. */
  private static final int TRACED_SIDE = 64;

  /** A network's forward pass. */
  public interface Forward {
    /** Pictures [b, 3, h, w] to named outputs [b, width], in the order of the model's. */
    Map<String, Tensor> outputs(Tensor pictures, Weights weights);
  }

  /** Mean and deviation of red, green and blue, on the scale 0 to 1. */
  public record Normalization(List<Double> mean, List<Double> std) {}

  /**
   * Runs the network once and writes what it did.
   *
   * @throws UserError naming the part of it that cannot be written, before anything is
   */
  public void writeTo(OutputStream out) throws IOException {
    Message model = message();
    if (model.size() > Integer.MAX_VALUE) {
      throw new UserError(
          "%s has %,d bytes of weights, and an ONNX file holds at most 2 GiB; choose --format safetensors."
              .formatted(name, model.size()));
    }
    model.writeTo(out);
  }

  private Message message() {
    Message opset = new Message().add(1, "").add(2, OPSET);
    Message model =
        new Message()
            .add(1, IR_VERSION)
            .add(2, "mcl-spark")
            .add(7, graph().message())
            .add(8, opset);
    metadata.forEach((key, value) -> model.add(14, new Message().add(1, key).add(2, value)));
    return model;
  }

  private Graph graph() {
    Graph graph = new Graph(name);
    graph.input(
        INPUT, normalization.isPresent() ? DataType.UINT8 : DataType.FLOAT32, side.orElse(-1));
    String pictures = normalization.map(inside -> normalized(graph, inside)).orElse(INPUT);
    TorchEngine engine = TorchEngine.cpu(1);
    try (Scope scope = Scope.open();
        Trace trace = Trace.start()) {
      Translation translation = new Translation(graph, name);
      Map<String, Tensor> bound = new LinkedHashMap<>();
      weights.forEach(
          (entry, values) -> {
            if (values.type() == DataType.FLOAT32) { // the counters of batch norms change nothing
              graph.initializer(entry, values);
              bound.put(entry, engine.tensor(values));
              translation.bind(bound.get(entry), entry);
            }
          });
      Tensor input = engine.zeros(1, 3, TRACED_SIDE, TRACED_SIDE);
      translation.bind(input, pictures);
      Map<String, Tensor> outputs =
          forward.outputs(input, new Weights(bound, BatchNormMode.EVALUATE));
      trace.steps().forEach(translation::add);
      outputs.forEach(
          (output, tensor) -> graph.output(translation.name(tensor), output, tensor.size(1)));
    }
    return graph;
  }

  private static String normalized(Graph graph, Normalization inside) {
    float[] scale = new float[3];
    float[] shift = new float[3];
    for (int c = 0; c < 3; c++) {
      scale[c] = (float) (1 / (255 * inside.std().get(c)));
      shift[c] = (float) (inside.mean().get(c) / inside.std().get(c));
    }
    String floats = graph.node("Cast", new Graph.Attributes().of("to", 1), INPUT);
    String scaled = graph.node("Mul", floats, graph.perChannel(scale));
    return graph.node("Sub", scaled, graph.perChannel(shift));
  }
}
