package mclspark.exporting.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.model.Architectures;
import mclspark.model.BatchNormMode;
import mclspark.model.Head;
import mclspark.model.Network;
import mclspark.model.StateEntry;
import mclspark.model.Stateful;
import mclspark.model.Weights;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerNetwork;
import mclspark.model.peers.PeerOutput;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime against our own forward pass. */
final class OnnxModelTest {

  private static final double TOLERANCE = 1e-4;
  private static final int SIDE = 32;

  /** Every network that the product knows; of the endless CIFAR ResNets one of each kind. */
  static Stream<String> encoders() {
    return Stream.concat(
        Architectures.torchvision().stream().flatMap(name -> Stream.of(name, name + " cifar")),
        Stream.of("resnet8", "resnet20", "resnet110"));
  }

  static List<String> peers() {
    return PeerArchitectures.names();
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void encoderGivesItsFeatures(String name) throws Exception {
    Network network =
        Architectures.named(name.replace(" cifar", ""), name.endsWith(" cifar"), Head.none());
    assertSame(
        name,
        network,
        (pictures, weights) -> Map.of("features", network.features(pictures, weights)));
  }

  @ParameterizedTest
  @MethodSource("peers")
  void peerGivesFeaturesAndLogits(String name) throws Exception {
    PeerNetwork network = PeerArchitectures.named(name, 1, 7);
    assertSame(
        name,
        network,
        (pictures, weights) -> {
          PeerOutput output = network.forward(pictures, weights).get(0);
          Map<String, Tensor> named = new LinkedHashMap<>();
          named.put("features", output.embedding());
          named.put("logits", output.logits());
          return named;
        });
  }

  @Test
  void projectionsAreWrittenToo() throws Exception {
    Network network = Architectures.named("resnet8", false, Head.mlp(5));
    assertSame(
        "resnet8",
        network,
        (pictures, weights) ->
            Map.of("projection", network.head(network.features(pictures, weights), weights)));
  }

  @Test
  void bytesAreNormalisedInside() throws Exception {
    Network network = Architectures.named("resnet8", false, Head.none());
    OnnxModel.Forward forward =
        (pictures, weights) -> Map.of("features", network.features(pictures, weights));
    Map<String, HostTensor> state = state(network);
    List<Double> mean = List.of(0.5, 0.4, 0.3);
    List<Double> std = List.of(0.2, 0.25, 0.3);
    OnnxModel model =
        new OnnxModel(
            "resnet8",
            state,
            forward,
            Optional.of(SIDE),
            Optional.of(new OnnxModel.Normalization(mean, std)),
            Map.of());
    ByteBuffer pixels = ByteBuffer.allocateDirect(2 * 3 * SIDE * SIDE);
    float[] normalized = new float[pixels.capacity()];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < normalized.length; i++) {
      int channel = i / (SIDE * SIDE) % 3;
      int value = random.nextInt(256);
      pixels.put(i, (byte) value);
      normalized[i] = (float) ((value / 255.0 - mean.get(channel)) / std.get(channel));
    }
    try (OrtSession session = session(model);
        OnnxTensor input =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                pixels,
                new long[] {2, 3, SIDE, SIDE},
                OnnxJavaType.UINT8)) {
      compare(
          "resnet8",
          forward,
          state,
          normalized,
          2,
          OnnxRuns.values(session.run(Map.of("pixel_values", input))));
    }
  }

  @Test
  void modelDescribesItself() throws Exception {
    Network network = Architectures.named("resnet8", false, Head.none());
    OnnxModel model =
        new OnnxModel(
            "resnet8",
            state(network),
            (pictures, weights) -> Map.of("features", network.features(pictures, weights)),
            Optional.empty(),
            Optional.empty(),
            Map.of("crop_size", "32"));
    try (OrtSession session = session(model)) {
      assertEquals("mcl-spark", session.getMetadata().getProducerName());
      assertEquals("32", session.getMetadata().getCustomMetadata().get("crop_size"));
      TensorInfo input = (TensorInfo) session.getInputInfo().get("pixel_values").getInfo();
      assertEquals(List.of("batch", "", "height", "width"), List.of(input.getDimensionNames()));
      TensorInfo output = (TensorInfo) session.getOutputInfo().get("features").getInfo();
      assertEquals(64, output.getShape()[1]);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void unknownPartsAreNamed(boolean operation) {
    OnnxModel model =
        new OnnxModel(
            "mynet",
            Map.of(),
            (pictures, weights) ->
                Map.of(
                    "features",
                    operation ? Ops.l2Normalize(pictures) : TorchEngine.cpu(1).zeros(1, 4)),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    UserError error =
        assertThrows(UserError.class, () -> model.writeTo(new ByteArrayOutputStream()));
    assertEquals(
        "mynet cannot be written as ONNX: it has a part that the writer does not know, "
            + (operation
                ? "the operation l2_normalize"
                : "a value that no known operation computes, in its result")
            + ". Choose another format, such as --format safetensors or pt.",
        error.getMessage());
  }

  /** A view's memory is its source's: ONNX has no change of both at once. */
  @Test
  void changeInPlaceOfPartOfAnotherValueIsRefused() {
    OnnxModel model =
        new OnnxModel(
            "mynet",
            Map.of(),
            (pictures, weights) ->
                Map.of("features", Ops.reluInPlace(Ops.narrow(pictures, 1, 0, 1))),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    UserError error =
        assertThrows(UserError.class, () -> model.writeTo(new ByteArrayOutputStream()));
    assertEquals(
        "mynet cannot be written as ONNX: it has a part that the writer does not know, a change in"
            + " place of a part of another value. Choose another format, such as --format"
            + " safetensors or pt.",
        error.getMessage());
  }

  private static void assertSame(String name, Stateful network, OnnxModel.Forward forward)
      throws Exception {
    Map<String, HostTensor> state = state(network);
    OnnxModel model =
        new OnnxModel(name, state, forward, Optional.of(SIDE), Optional.empty(), Map.of());
    try (OrtSession session = session(model)) {
      for (int batch : new int[] {1, 3}) {
        float[] pixels = values(9, batch * 3 * SIDE * SIDE);
        compare(name, forward, state, pixels, batch, OnnxRuns.run(session, pixels, batch));
      }
    }
  }

  private static void compare(
      String name,
      OnnxModel.Forward forward,
      Map<String, HostTensor> state,
      float[] pixels,
      int batch,
      Map<String, float[]> found) {
    TorchEngine engine = TorchEngine.cpu(2);
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      state.forEach((entry, values) -> tensors.put(entry, engine.tensor(values)));
      Map<String, Tensor> expected =
          forward.outputs(
              engine.floats(pixels, batch, 3, SIDE, SIDE),
              new Weights(tensors, BatchNormMode.EVALUATE));
      assertEquals(List.copyOf(expected.keySet()), List.copyOf(found.keySet()));
      expected.forEach((output, own) -> assertNear(own.toFloats(), found.get(output), name));
    }
  }

  private static void assertNear(float[] expected, float[] found, String name) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 1e-3, name + " gives zeros");
    assertArrayEquals(expected, found, (float) (TOLERANCE * Math.max(1, largest)), name);
  }

  private static OrtSession session(OnnxModel model) throws IOException, OrtException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.writeTo(bytes);
    return OnnxRuns.session(bytes.toByteArray());
  }

  /** Initial weights, and batch norms that have seen something. */
  private static Map<String, HostTensor> state(Stateful network) {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    int number = 0;
    for (StateEntry entry : network.state()) {
      int count = (int) HostTensor.elements(entry.shape());
      boolean counter = entry.role() == StateEntry.Role.COUNTER;
      ByteBuffer data =
          ByteBuffer.allocate(count * (counter ? 8 : 4)).order(ByteOrder.LITTLE_ENDIAN);
      if (!counter) {
        float[] values = values(100 + number, count);
        boolean vector = entry.shape().length == 1;
        if (vector) {
          for (int i = 0; i < count; i++) {
            boolean positive = entry.name().endsWith("var") || entry.name().endsWith("weight");
            values[i] = positive ? 1 + 0.3f * values[i] : 0.2f * values[i];
          }
        } else {
          double scale = Math.sqrt(6.0 * entry.shape()[0] / count); // keeps values' size
          for (int i = 0; i < count; i++) {
            values[i] *= (float) scale;
          }
        }
        data.asFloatBuffer().put(values);
      }
      number++;
      DataType type = counter ? DataType.INT64 : DataType.FLOAT32;
      state.put(entry.name(), new HostTensor(type, entry.shape(), data));
    }
    return state;
  }

  private static float[] values(int seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
