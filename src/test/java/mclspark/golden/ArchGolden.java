package mclspark.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.model.BatchNormMode;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerEncoder;
import mclspark.model.peers.PeerNetwork;
import mclspark.model.peers.PeerOutput;
import mclspark.tensor.Autograd;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** Runs an {@code arch-*} fixture in both memory layouts and compares every number in it. */
final class ArchGolden {

  private static final double FORWARD = 1e-4;

  /** Gradients of early layers differ by that much among correct float32 implementations. */
  private static final double GRADIENT = 1e-2;

  /** A bias in front of a batch norm has gradient 0, but for this share of the largest one. */
  private static final double ROUNDING = 1e-6;

  private final JsonNode fixture;
  private final PeerNetwork network;
  private final long[] inputShape;
  private final long seed;

  ArchGolden(JsonNode fixture) {
    this.fixture = fixture;
    network =
        PeerArchitectures.named(
            fixture.get("arch").asText(),
            fixture.get("number_net").asInt(),
            fixture.get("classes").asInt());
    inputShape = shape(fixture.get("input").get("shape"));
    seed = fixture.get("seed").asLong();
  }

  void check() {
    assertEquals(fixture.get("parameter_count").asLong(), network.parameters());
    Summary channelsFirst = run(false);
    Summary channelsLast = run(true);
    channelsFirst.assertWithinSpread(channelsLast);
    channelsLast.assertWithinSpread(channelsFirst);
  }

  private Summary run(boolean channelsLast) {
    Summary summary = new Summary();
    try (Scope scope = Scope.open()) {
      TorchEngine engine = GoldenEngine.open();
      PeerEncoder peers = new PeerEncoder(engine, network, true, channelsLast, 0);
      checkNames(peers.state());
      load(peers);
      Tensor pictures = pictures(engine);
      outputs(summary, "eval", peers.forward(pictures, BatchNormMode.EVALUATE));
      train(summary, engine, peers, pictures);
    }
    return summary;
  }

  private void checkNames(Map<String, HostTensor> state) {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    fixture
        .get("parameters")
        .fields()
        .forEachRemaining(entry -> expected.put(entry.getKey(), list(shape(entry.getValue()))));
    Map<String, List<Long>> actual = new LinkedHashMap<>();
    state.forEach((name, values) -> actual.put(name, list(values.shape())));
    assertEquals(new ArrayList<>(expected.entrySet()), new ArrayList<>(actual.entrySet()));
  }

  private void load(PeerEncoder peers) {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    peers
        .state()
        .forEach((name, old) -> state.put(name, NamedValues.parameter(name, old.shape(), seed)));
    peers.load(state);
  }

  private Tensor pictures(TorchEngine engine) {
    double scale = fixture.get("input").get("scale").asDouble();
    String name = fixture.get("input").get("name").asText();
    float[] values =
        new NamedValues(name, seed).signed(scale, (int) HostTensor.elements(inputShape));
    return engine.floats(values, inputShape);
  }

  private void train(Summary summary, TorchEngine engine, PeerEncoder peers, Tensor pictures) {
    try (Autograd.Mode on = Autograd.on()) {
      List<PeerOutput> outputs = peers.forward(pictures, BatchNormMode.TRAIN);
      Tensor loss = loss(engine, outputs);
      outputs(summary, "train", outputs);
      JsonNode expected = fixture.get("train").get("loss");
      summary.number("train", "loss", expected, loss.item(), FORWARD * outputSize());
      Autograd.backward(loss);
    }
    gradients(summary, peers);
    buffers(summary, peers.state());
  }

  /** The loss is a sum of outputs with random signs, so this is how large it might be. */
  private double outputSize() {
    double square = 0;
    for (String list : new String[] {"logits", "embeddings"}) {
      for (JsonNode output : fixture.get("train").get(list)) {
        square += Math.pow(output.get("l2").asDouble(), 2);
      }
    }
    return Math.sqrt(square);
  }

  private void gradients(Summary summary, PeerEncoder peers) {
    JsonNode expected = fixture.get("train").get("grads");
    double largest = 0;
    for (JsonNode gradient : expected) {
      largest = Math.max(largest, gradient.get("l2").asDouble());
    }
    Iterator<Map.Entry<String, JsonNode>> entries = expected.fields();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      float[] actual = peers.parameters().gradient(entry.getKey()).toFloats();
      summary.noisyTensor(
          "grads", entry.getKey(), entry.getValue(), actual, GRADIENT, ROUNDING * largest);
    }
  }

  private void buffers(Summary summary, Map<String, HostTensor> state) {
    Iterator<Map.Entry<String, JsonNode>> entries = fixture.get("train").get("buffers").fields();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      float[] actual = Summary.floats(state.get(entry.getKey()));
      summary.tensor("buffers", entry.getKey(), entry.getValue(), actual, FORWARD);
    }
  }

  private Tensor loss(TorchEngine engine, List<PeerOutput> outputs) {
    Tensor loss = engine.zeros();
    for (int i = 0; i < outputs.size(); i++) {
      loss = Ops.add(loss, product(engine, "coef_logits" + i, outputs.get(i).logits()));
      loss = Ops.add(loss, product(engine, "coef_embed" + i, outputs.get(i).embedding()));
    }
    return loss;
  }

  private Tensor product(TorchEngine engine, String name, Tensor output) {
    float[] values = new NamedValues(name, seed).signed(1, (int) output.elements());
    return Ops.dot(output, engine.floats(values, output.shape()));
  }

  private void outputs(Summary summary, String mode, List<PeerOutput> outputs) {
    JsonNode expected = fixture.get(mode);
    assertEquals(expected.get("logits").size(), outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      PeerOutput output = outputs.get(i);
      summary.tensor(
          mode,
          mode + " logits " + i,
          expected.get("logits").get(i),
          output.logits().toFloats(),
          FORWARD);
      summary.tensor(
          mode,
          mode + " embedding " + i,
          expected.get("embeddings").get(i),
          output.embedding().toFloats(),
          FORWARD);
    }
  }

  private static long[] shape(JsonNode node) {
    long[] shape = new long[node.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.get(i).asLong();
    }
    return shape;
  }

  private static List<Long> list(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }
}
