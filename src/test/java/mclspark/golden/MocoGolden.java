package mclspark.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import mclspark.collective.Collective;
import mclspark.collective.SingleProcess;
import mclspark.loss.MocoLosses;
import mclspark.model.Architectures;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.model.MomentumPair;
import mclspark.pretrain.MocoModel;
import mclspark.pretrain.MocoTrainer;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** Runs a {@code moco-*} fixture as one worker of a group and compares every number in it. */
final class MocoGolden {

  private static final double FIRST_STEPS = 1e-4;
  private static final double LATER = 1e-3;

  /** Gradients of early layers differ by that much among correct float32 implementations. */
  private static final double GRADIENT = 1e-2;

  private final JsonNode fixture;
  private final int nets;
  private final int world;
  private final int batch;
  private final int size;
  private final long seed;

  MocoGolden(JsonNode fixture) {
    this.fixture = fixture;
    nets = fixture.get("number_net").asInt();
    world = fixture.get("world").asInt();
    batch = fixture.get("batch").asInt();
    size = fixture.get("size").asInt();
    seed = fixture.get("seed").asLong();
  }

  int world() {
    return world;
  }

  /** Trains in one process, in both memory layouts, and compares every number. */
  Map<String, HostTensor> check() {
    Summary channelsFirst = new Summary();
    run(new SingleProcess(), false, channelsFirst);
    Summary channelsLast = new Summary();
    Map<String, HostTensor> end = run(new SingleProcess(), true, channelsLast);
    channelsFirst.assertWithinSpread(channelsLast);
    channelsLast.assertWithinSpread(channelsFirst);
    return end;
  }

  /** Trains as worker {@code workers.rank()} and returns the final state. */
  Map<String, HostTensor> run(Collective workers) {
    return run(workers, true, null);
  }

  private Map<String, HostTensor> run(Collective workers, boolean channelsLast, Summary summary) {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = GoldenEngine.open();
      MocoModel model = model(engine, channelsLast);
      MocoTrainer.Hyperparameters settings =
          new MocoTrainer.Hyperparameters(
              number("m"),
              number("T"),
              3,
              number("momentum"),
              number("weight_decay"),
              false,
              channelsLast);
      FloatInput input = new FloatInput(engine, size);
      // Copies of large networks fill the heap, so there is only one where it is needed.
      Map<String, HostTensor> start = summary == null ? Map.of() : model.state();
      int steps = fixture.get("steps").asInt();
      try (MocoTrainer trainer =
          new MocoTrainer(engine, model, settings, world, batch, input, workers)) {
        for (int s = 0; s < steps; s++) {
          int[] permutation = new NamedValues("shuffle" + s, seed).permutation(world * batch);
          if (summary != null) {
            checkLogits(summary, engine, model, channelsLast, s, permutation);
          }
          MocoTrainer.TwoCropBatch rows =
              new MocoTrainer.TwoCropBatch(rows("query" + s, workers), rows("key" + s, workers));
          List<MocoLosses> losses = trainer.step(rows, permutation, number("lr"));
          if (summary != null) {
            checkLosses(summary, s, losses);
          }
          if (summary != null && s == 0) {
            checkGradients(summary, trainer, start);
          }
        }
      }
      Map<String, HostTensor> end = model.state();
      if (summary != null) {
        checkEnd(summary, end);
      }
      return end;
    }
  }

  private double number(String key) {
    return fixture.get(key).asDouble();
  }

  private MocoModel model(TorchEngine engine, boolean channelsLast) {
    int dim = fixture.get("dim").asInt();
    int queueSize = fixture.get("K").asInt();
    String arch = fixture.get("arch").asText();
    MocoModel model =
        MocoModel.allocate(
            engine,
            () -> Architectures.named(arch, false, Head.linear(dim)),
            nets,
            queueSize,
            dim,
            channelsLast);
    Map<String, HostTensor> state = model.state();
    HostTensor pointer = state.get("queue_ptr");
    state.replaceAll(
        (name, old) -> // keys start as copies
        NamedValues.parameter(name.replace("encoder_k_", "encoder_q_"), old.shape(), seed));
    state.put("queue", queue(nets, dim, queueSize));
    state.put("queue_ptr", pointer);
    model.load(state);
    return model;
  }

  private HostTensor queue(int peers, int dim, int keys) {
    NamedValues values = new NamedValues("queue", seed);
    float[] queue = new float[peers * dim * keys];
    for (int peer = 0; peer < peers; peer++) {
      for (int k = 0; k < keys; k++) {
        double square = 0;
        for (int d = 0; d < dim; d++) {
          double value = values.signed(((long) peer * dim + d) * keys + k);
          square += value * value;
        }
        for (int d = 0; d < dim; d++) {
          int e = (peer * dim + d) * keys + k;
          queue[e] = (float) (values.signed(e) / Math.sqrt(square));
        }
      }
    }
    return NamedValues.host(queue, peers, dim, keys);
  }

  private float[] input(String name) {
    return new NamedValues(name, seed).signed(1.7, world * batch * 3 * size * size);
  }

  private ByteBuffer rows(String name, Collective workers) {
    ByteBuffer all = NamedValues.bytes(input(name));
    int own = all.capacity() / workers.size();
    return all.slice(workers.rank() * own, own);
  }

  private void checkLosses(Summary summary, int step, List<MocoLosses> losses) {
    double tolerance = step < 1 ? FIRST_STEPS : LATER;
    for (int rank = 0; rank < world; rank++) {
      JsonNode expected = fixture.get("ranks").get(rank).get("steps").get(step);
      MocoLosses actual = losses.get(rank);
      String where = "rank " + rank + " step " + step;
      summary.number(
          "loss of step " + step, where, expected.get("loss"), actual.total(), tolerance);
      summary.number("step " + step, where + " vcl", expected.get("vcl"), actual.vcl(), tolerance);
      summary.number(
          "soft_vcl of step " + step, where, expected.get("soft_vcl"), actual.softVcl(), tolerance);
      summary.number("step " + step, where + " icl", expected.get("icl"), actual.icl(), tolerance);
      summary.number(
          "soft_icl of step " + step, where, expected.get("soft_icl"), actual.softIcl(), tolerance);
    }
  }

  /** After the first step the velocity is gradient + decay * parameter. */
  private void checkGradients(Summary summary, MocoTrainer trainer, Map<String, HostTensor> start) {
    List<String> prefixes = new ArrayList<>();
    for (int peer = 0; peer < nets; peer++) {
      prefixes.add(MocoModel.queryPrefix(peer));
    }
    Map<String, HostTensor> velocities = trainer.optimizer().state(prefixes);
    JsonNode expected = fixture.get("ranks").get(0).get("steps").get(0).get("grads");
    assertEquals(expected.size(), velocities.size());
    for (Map.Entry<String, HostTensor> velocity : velocities.entrySet()) {
      float[] gradient = Summary.floats(velocity.getValue());
      float[] parameter = Summary.floats(start.get(velocity.getKey()));
      for (int e = 0; e < gradient.length; e++) {
        gradient[e] -= (float) (number("weight_decay") * parameter[e]);
      }
      String name = velocity.getKey();
      summary.tensor("gradient", "gradient " + name, expected.get(name), gradient, GRADIENT);
    }
  }

  /** Logits from a copy of the model, in the mode that leaves no traces. */
  private void checkLogits(
      Summary summary,
      TorchEngine engine,
      MocoModel model,
      boolean channelsLast,
      int step,
      int[] permutation) {
    try (Scope scope = Scope.open()) {
      MocoModel copy = model(engine, channelsLast);
      copy.load(model.state());
      float[] queries = input("query" + step);
      float[] keys = input("key" + step);
      for (MomentumPair pair : copy.pairs()) {
        pair.updateKey(number("m"));
      }
      for (int net = 0; net < nets; net++) {
        MomentumPair pair = copy.pairs().get(net);
        Tensor k = unshuffledKeys(engine, pair.key(), keys, permutation);
        for (int rank = 0; rank < world; rank++) {
          Tensor q = embed(engine, pair.query(), rankRows(queries, rank));
          Tensor own = Ops.rows(k, (long) rank * batch, batch);
          Tensor negatives = Ops.select(copy.queue().keys(), net);
          float[] logits = logits(q, own, negatives);
          JsonNode expected = fixture.get("ranks").get(rank).get("steps").get(step).get("logits");
          String what = "rank " + rank + " step " + step + " logits " + net;
          double tolerance = step < 1 ? FIRST_STEPS : LATER;
          summary.tensor("step " + step, what, expected.get(net), logits, tolerance);
        }
      }
    }
  }

  private float[] logits(Tensor q, Tensor k, Tensor queue) {
    float[] queries = q.toFloats();
    float[] keys = k.toFloats();
    float[] negatives = Ops.matmulTransposed(q, queue).toFloats();
    int dim = queries.length / batch;
    int columns = negatives.length / batch;
    float[] logits = new float[batch * (1 + columns)];
    for (int row = 0; row < batch; row++) {
      double positive = 0;
      for (int d = 0; d < dim; d++) {
        positive += queries[row * dim + d] * keys[row * dim + d];
      }
      logits[row * (1 + columns)] = (float) (positive / number("T"));
      for (int c = 0; c < columns; c++) {
        logits[row * (1 + columns) + 1 + c] = (float) (negatives[row * columns + c] / number("T"));
      }
    }
    return logits;
  }

  private Tensor unshuffledKeys(
      TorchEngine engine, Encoder encoder, float[] keys, int[] permutation) {
    int row = keys.length / permutation.length;
    float[] shuffled = new float[keys.length];
    for (int j = 0; j < permutation.length; j++) {
      System.arraycopy(keys, permutation[j] * row, shuffled, j * row, row);
    }
    Tensor[] parts = new Tensor[world];
    for (int rank = 0; rank < world; rank++) {
      parts[rank] = embed(engine, encoder, rankRows(shuffled, rank));
    }
    long[] inverse = new long[permutation.length];
    for (int j = 0; j < permutation.length; j++) {
      inverse[permutation[j]] = j;
    }
    return Ops.selectRows(Ops.concatenate(parts), engine.longs(inverse));
  }

  private float[] rankRows(float[] all, int rank) {
    int own = all.length / world;
    return Arrays.copyOfRange(all, rank * own, (rank + 1) * own);
  }

  private Tensor embed(TorchEngine engine, Encoder encoder, float[] rows) {
    Tensor x = engine.floats(rows, batch, 3, size, size);
    return Ops.l2Normalize(encoder.forward(x, BatchNormMode.TRAIN_NO_TRACKING));
  }

  private void checkEnd(Summary summary, Map<String, HostTensor> end) {
    JsonNode rank0 = fixture.get("ranks").get(0);
    checkAll(summary, "running", rank0.get("running"), end);
    checkAll(summary, "after", rank0.get("after"), end);
    float[] queue = Summary.floats(end.get("queue"));
    summary.tensor("end", "queue", rank0.get("queue_after"), queue, LATER);
    assertEquals(
        rank0.get("queue_ptr").get(0).asLong(),
        end.get("queue_ptr").data().slice().order(ByteOrder.LITTLE_ENDIAN).getLong(0));
  }

  private void checkAll(
      Summary summary, String what, JsonNode expected, Map<String, HostTensor> end) {
    for (Iterator<String> names = expected.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      float[] actual = Summary.floats(end.get(name));
      summary.tensor("end", what + " " + name, expected.get(name), actual, LATER);
    }
  }
}
