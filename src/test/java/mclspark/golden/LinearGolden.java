package mclspark.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.collective.SingleProcess;
import mclspark.linear.LinearTrainer;
import mclspark.model.Architectures;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;

/** Runs a {@code lincls-*} fixture and compares every number in it. */
final class LinearGolden {

  private static final double TOLERANCE = 1e-4;

  private final JsonNode fixture;
  private final int batch;
  private final int size;
  private final int classes;
  private final long seed;

  LinearGolden(JsonNode fixture) {
    this.fixture = fixture;
    batch = fixture.get("batch").asInt();
    size = fixture.get("size").asInt();
    classes = fixture.get("classes").asInt();
    seed = fixture.get("seed").asLong();
  }

  void check() {
    Summary summary = new Summary();
    try (Scope scope = Scope.open()) {
      TorchEngine engine = GoldenEngine.open();
      Encoder backbone = backbone(engine);
      Encoder head = head(engine, backbone.featureWidth());
      FloatInput input = new FloatInput(engine, size);
      double decay = fixture.get("weight_decay").asDouble();
      double momentum = fixture.get("momentum").asDouble();
      try (LinearTrainer trainer =
          new LinearTrainer(
              engine,
              backbone,
              head,
              momentum,
              decay,
              false,
              1,
              batch,
              input,
              new SingleProcess())) {
        for (int s = 0; s < fixture.get("steps").size(); s++) {
          step(summary, engine, backbone, head, trainer, s);
        }
      }
      for (Map.Entry<String, HostTensor> entry : head.state().entrySet()) {
        JsonNode expected = fixture.get("after").get(entry.getKey());
        float[] actual = Summary.floats(entry.getValue());
        summary.tensor("after", entry.getKey(), expected, actual, TOLERANCE);
      }
    }
    summary.assertWithinTolerance();
  }

  private void step(
      Summary summary,
      TorchEngine engine,
      Encoder backbone,
      Encoder head,
      LinearTrainer trainer,
      int s) {
    JsonNode expected = fixture.get("steps").get(s);
    float[] x = new NamedValues("input" + s, seed).signed(1.7, batch * 3 * size * size);
    long[] labels = new NamedValues("labels" + s, seed).labels(classes, batch);
    try (Scope scope = Scope.open()) {
      float[] logits =
          head.head(
                  backbone.features(engine.floats(x, batch, 3, size, size), BatchNormMode.EVALUATE))
              .toFloats();
      summary.tensor("logits", "logits " + s, expected.get("logits"), logits, TOLERANCE);
    }
    double lr = fixture.get("lr").asDouble();
    LinearTrainer.Step actual = trainer.step(NamedValues.bytes(x), labels, lr);
    summary.number("loss", "loss " + s, expected.get("loss"), actual.loss(), TOLERANCE);
  }

  private Encoder backbone(TorchEngine engine) {
    String arch = fixture.get("arch").asText();
    Encoder backbone =
        new Encoder(engine, Architectures.named(arch, false, Head.linear(classes)), false, true);
    Map<String, HostTensor> state = new LinkedHashMap<>();
    backbone
        .state()
        .forEach(
            (name, values) ->
                state.put(
                    name, NamedValues.parameter("encoder_q_0." + name, values.shape(), seed)));
    backbone.load(state);
    return backbone;
  }

  private Encoder head(TorchEngine engine, int width) {
    Encoder head =
        new Encoder(engine, Architectures.headOnly(width, Head.classifier(classes)), true, false);
    float[] weight = new NamedValues("fc.weight", seed).signed(0.01, classes * width);
    head.load(Map.of("fc.weight", NamedValues.host(weight, classes, width)));
    return head;
  }
}
