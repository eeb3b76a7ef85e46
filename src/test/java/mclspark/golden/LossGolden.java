package mclspark.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import mclspark.loss.InBatchMclLoss;
import mclspark.loss.MclResult;
import mclspark.loss.MclSettings;
import mclspark.loss.MclWeights;
import mclspark.loss.MemoryBank;
import mclspark.loss.MemoryBankMclLoss;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** Runs a {@code loss-cifar-*} or {@code loss-imagenet-*} fixture and compares every number. */
final class LossGolden {

  private static final double TOLERANCE = 1e-4;

  private final JsonNode fixture;
  private final int nets;
  private final int batch;
  private final int dim;
  private final MclSettings settings;
  private final Summary summary = new Summary();

  LossGolden(JsonNode fixture) {
    this.fixture = fixture;
    nets = fixture.get("number_net").asInt();
    batch = fixture.get("batch").asInt();
    dim = fixture.get("dim").asInt();
    JsonNode weights = fixture.get("weights");
    settings =
        new MclSettings(
            fixture.get("tau").asDouble(),
            fixture.get("kd_T").asDouble(),
            new MclWeights(
                weights.get("alpha").asDouble(),
                weights.get("gamma").asDouble(),
                weights.get("beta").asDouble(),
                weights.get("lam").asDouble()));
  }

  void check() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = GoldenEngine.open();
      if (fixture.has("memory_after")) {
        checkBank(engine);
      } else {
        long[] labels = numbers(fixture.get("labels")).toArray();
        checkResult(new InBatchMclLoss(engine, settings).compute(embeddings(engine), labels));
      }
    }
    summary.assertWithinTolerance();
  }

  private void checkBank(TorchEngine engine) {
    MemoryBank bank = bank(engine);
    int positives = fixture.get("pos_k").asInt();
    long[] rows =
        LongStream.range(0, batch)
            .flatMap(
                r ->
                    LongStream.concat(
                        numbers(fixture.get("pos_idx").get((int) r)),
                        numbers(fixture.get("neg_idx").get((int) r))))
            .toArray();
    Tensor z = embeddings(engine);
    int negatives = fixture.get("neg_k").asInt();
    MemoryBankMclLoss loss = new MemoryBankMclLoss(engine, settings, positives, negatives, batch);
    checkResult(loss.compute(bank, z, rows));
    long[] own = LongStream.range(0, batch).map(r -> rows[(int) r * rows.length / batch]).toArray();
    bank.update(own, z);
    Map<String, HostTensor> after = bank.state();
    for (int net = 0; net < nets; net++) {
      float[] actual = Summary.floats(after.get("memory_" + net));
      JsonNode expected = fixture.get("memory_after").get(net);
      summary.tensor("bank", "bank " + net, expected, actual, TOLERANCE);
    }
  }

  private void checkResult(MclResult result) {
    number("vcl", result.terms().vcl());
    number("soft_vcl", result.terms().softVcl());
    number("icl", result.terms().icl());
    number("soft_icl", result.terms().softIcl());
    number("total", result.terms().weighted(settings.weights()).total());
    for (int net = 0; net < nets; net++) {
      float[] actual = Ops.select(result.gradient(), net).toFloats();
      JsonNode expected = fixture.get("grads").get(net);
      summary.tensor("gradients", "gradient " + net, expected, actual, TOLERANCE);
    }
  }

  private void number(String key, double actual) {
    summary.number("terms", key, fixture.get(key), actual, TOLERANCE);
  }

  private Tensor embeddings(TorchEngine engine) {
    long seed = fixture.get("seed").asLong();
    Tensor[] z = new Tensor[nets];
    for (int net = 0; net < nets; net++) {
      float[] values = new NamedValues("embedding" + net, seed).signed(1, batch * dim);
      z[net] = Ops.l2Normalize(engine.floats(values, batch, dim));
    }
    return Ops.stack(z);
  }

  private MemoryBank bank(TorchEngine engine) {
    int pictures = fixture.get("n_data").asInt();
    long seed = fixture.get("seed").asLong();
    double momentum = fixture.get("nce_m").asDouble();
    MemoryBank bank = new MemoryBank(engine, nets, pictures, dim, momentum);
    for (int net = 0; net < nets; net++) {
      double scale = 1 / Math.sqrt(dim / 3.0);
      float[] values = new NamedValues("memory_" + net, seed).signed(scale, pictures * dim);
      Ops.select(bank.entries(), net).set(NamedValues.host(values, pictures, dim));
    }
    return bank;
  }

  private static LongStream numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToLong(JsonNode::asLong);
  }
}
