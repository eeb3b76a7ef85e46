package mclspark.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mclspark.collective.SingleProcess;
import mclspark.loss.Distillation;
import mclspark.loss.LogitLosses;
import mclspark.loss.MclSettings;
import mclspark.loss.MclTerms;
import mclspark.loss.MclWeights;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerEncoder;
import mclspark.model.peers.PeerNetwork;
import mclspark.step.Sgd;
import mclspark.supervised.PeerTrainer;
import mclspark.supervised.SupervisedLosses;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;

/** Runs a {@code steps-*} fixture in both memory layouts and compares every number in it. */
final class StepsGolden {

  private static final double TOLERANCE = 1e-4;
  private static final int SIDE = 32;
  private static final int DIM = 128;

  /** The reference is no closer to itself in the third step (spec 8). */
  private static final double LATE = 1e-3;

  private static final double LATE_SOFT = 0.05;

  private static final MclWeights WEIGHTS = new MclWeights(0.1, 1, 0.1, 1);

  private final JsonNode fixture;
  private final long seed;
  private final int batch;

  StepsGolden(JsonNode fixture) {
    this.fixture = fixture;
    seed = fixture.get("seed").asLong();
    batch = fixture.get("batch").asInt();
  }

  void check() {
    Summary channelsFirst = run(false);
    Summary channelsLast = run(true);
    channelsFirst.assertWithinSpread(channelsLast);
    channelsLast.assertWithinSpread(channelsFirst);
  }

  private Summary run(boolean channelsLast) {
    Summary summary = new Summary();
    try (Scope scope = Scope.open()) {
      TorchEngine engine = GoldenEngine.open();
      PeerNetwork network =
          PeerArchitectures.named(
              fixture.get("arch").asText(),
              fixture.get("number_net").asInt(),
              fixture.get("classes").asInt());
      PeerEncoder peers = new PeerEncoder(engine, network, true, channelsLast, DIM);
      load(peers);
      try (PeerTrainer trainer = trainer(engine, peers, channelsLast)) {
        for (int s = 0; s < fixture.get("steps").size(); s++) {
          SupervisedLosses losses = trainer.step(batch(s), 0, fixture.get("lr").asDouble()).get(0);
          compare(summary, s, losses);
        }
      }
      after(summary, peers.state());
    }
    return summary;
  }

  private void load(PeerEncoder peers) {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    peers
        .state()
        .forEach((name, old) -> state.put(name, NamedValues.parameter(name, old.shape(), seed)));
    peers.load(state);
  }

  private PeerTrainer trainer(TorchEngine engine, PeerEncoder peers, boolean channelsLast) {
    boolean distill = fixture.get("logit_distill").asBoolean();
    Sgd optimizer =
        new Sgd(
            engine,
            List.of(peers.parameters()),
            fixture.get("momentum").asDouble(),
            fixture.get("weight_decay").asDouble(),
            fixture.get("nesterov").asBoolean(),
            channelsLast);
    return PeerTrainer.inBatch(
        engine,
        peers,
        new FloatInput(engine, SIDE),
        new LogitLosses(engine, 3, distill ? Distillation.DETACHED_TEACHER : Distillation.NONE),
        new MclSettings(0.1, 3, WEIGHTS),
        optimizer,
        1,
        batch,
        new SingleProcess());
  }

  private PeerTrainer.LabelledBatch batch(int step) {
    float[] values = new NamedValues("input" + step, seed).signed(1.7, batch * 3 * SIDE * SIDE);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    int[] labels = new int[batch];
    for (int row = 0; row < batch; row++) {
      labels[row] = fixture.get("labels").get(row).asInt();
    }
    return new PeerTrainer.LabelledBatch(bytes, labels, IntStream.range(0, batch).toArray());
  }

  private void compare(Summary summary, int step, SupervisedLosses losses) {
    JsonNode expected = fixture.get("steps").get(step);
    String group = "step " + step;
    double plain = step < 2 ? TOLERANCE : LATE;
    double soft = step == 0 ? TOLERANCE : LATE_SOFT;
    MclTerms terms = losses.terms();
    number(summary, group, expected, "loss", losses.total(), plain);
    number(summary, group, expected, "cls", losses.cls(), plain);
    number(summary, group, expected, "logit_kd", losses.kd(), plain);
    number(summary, group, expected, "vcl", terms.vcl() / WEIGHTS.vcl(), plain);
    number(summary, group, expected, "icl", terms.icl() / WEIGHTS.icl(), plain);
    number(summary, group, expected, "soft_vcl", terms.softVcl(), soft);
    number(summary, group, expected, "soft_icl", terms.softIcl(), soft);
  }

  private static void number(
      Summary summary, String group, JsonNode step, String name, double actual, double tolerance) {
    summary.number(group, group + " " + name, step.get(name), actual, tolerance);
  }

  private void after(Summary summary, Map<String, HostTensor> state) {
    Iterator<Map.Entry<String, JsonNode>> entries = fixture.get("after").fields();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      float[] actual = Summary.floats(state.get(entry.getKey()));
      // Shifts start near 0 but move as much as the scales beside them, which are about 1.
      boolean shift = entry.getKey().endsWith(".bias") || entry.getKey().endsWith("running_mean");
      double noise = shift ? LATE * Math.sqrt(actual.length) : 0;
      summary.noisyTensor("after", entry.getKey(), entry.getValue(), actual, LATE, noise);
    }
  }
}
