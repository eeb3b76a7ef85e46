package mclspark.train;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import mclspark.collective.SingleProcess;
import mclspark.loss.MocoMclLoss;
import mclspark.model.Architectures;
import mclspark.model.BatchNormMode;
import mclspark.model.Head;
import mclspark.model.MomentumPair;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.Autograd;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Times a whole MoCo + MCL step against the bare networks inside it, in pairs in one run: query
 * encoders forwards and backwards and key encoders forwards, without loss, update or queue.
 *
 * @param arch architecture of every peer
 * @param peers N
 * @param size height and width of the crops, in pixels
 * @param batch rows
 * @param queue K
 * @param threads of libtorch
 */
public record StepBench(String arch, int peers, int size, int batch, int queue, int threads) {

  private static final int DIM = 128;
  private static final int WARM_UP = 3;
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  /** Runs the pairs and returns lines for the user. */
  public List<String> run(int pairs) {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(threads);
      MocoModel model =
          MocoModel.allocate(
              engine,
              () -> Architectures.named(arch, false, Head.linear(DIM)),
              peers,
              queue,
              DIM,
              true);
      model.initialize(0);
      PictureInput input = PictureInput.crops(engine, size, MEAN, DEVIATION);
      MocoTrainer.Settings settings = new MocoTrainer.Settings(0.999, 0.07, 3, 0.9, 1e-4, true);
      MocoTrainer.TwoCropBatch crops = new MocoTrainer.TwoCropBatch(noise(1), noise(2));
      try (MocoTrainer trainer =
          new MocoTrainer(engine, model, settings, 1, batch, input, new SingleProcess())) {
        return measure(engine, model, trainer, input, crops, pairs);
      }
    }
  }

  private List<String> measure(
      TorchEngine engine,
      MocoModel model,
      MocoTrainer trainer,
      PictureInput input,
      MocoTrainer.TwoCropBatch crops,
      int pairs) {
    int[] permutation = CounterRandom.of(0, 0, 0, Purpose.BATCH_SHUFFLE).permutation(batch);
    double[] bare = new double[pairs];
    double[] whole = new double[pairs];
    double[] overhead = new double[pairs];
    double[] loss = new double[pairs];
    MocoMclLoss criterion = new MocoMclLoss(engine, peers, batch, queue, 0.07, 3);
    for (int i = -WARM_UP; i < pairs; i++) {
      double bareSeconds = seconds(() -> bare(engine, model, input, crops));
      double wholeSeconds = seconds(() -> trainer.step(crops, permutation, 0.03));
      double lossSeconds = seconds(() -> loss(model, criterion));
      if (i >= 0) {
        bare[i] = bareSeconds;
        whole[i] = wholeSeconds;
        loss[i] = lossSeconds;
        overhead[i] = 100 * (wholeSeconds / bareSeconds - 1);
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(engine.description() + ", channels last, float32");
    lines.add(
        "%s, %d peers, %d px, batch %d, K %d: median of %d pairs"
            .formatted(arch, peers, size, batch, queue, pairs));
    lines.add(line("bare networks", bare));
    lines.add(line("whole step", whole));
    lines.add(line("of it the losses", loss));
    lines.add(String.format(Locale.ROOT, "overhead %.1f %%", median(overhead)));
    return lines;
  }

  /** The passes that every implementation needs. */
  private void bare(
      TorchEngine engine, MocoModel model, PictureInput input, MocoTrainer.TwoCropBatch crops) {
    try (Scope scope = Scope.open()) {
      Tensor keys = input.tensor(crops.key());
      for (MomentumPair pair : model.pairs()) {
        pair.key().forward(keys, BatchNormMode.TRAIN);
      }
      Tensor pictures = input.tensor(crops.query());
      Tensor gradient = engine.zeros(batch, DIM);
      for (MomentumPair pair : model.pairs()) {
        Tensor output;
        try (Autograd.Mode on = Autograd.on()) {
          output = pair.query().forward(pictures, BatchNormMode.TRAIN);
        }
        Autograd.backward(output, gradient);
      }
    }
  }

  private void loss(MocoModel model, MocoMclLoss criterion) {
    try (Scope scope = Scope.open()) {
      Tensor rows = Ops.narrow(model.queue().keys(), 1, 0, batch);
      criterion.compute(rows, rows, model.queue().keys());
    }
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private ByteBuffer noise(long item) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(batch * size * size * 3);
    CounterRandom random = CounterRandom.of(0, 0, item, Purpose.EXAMPLES);
    while (bytes.hasRemaining()) {
      bytes.put((byte) random.nextInt(256));
    }
    return bytes.flip();
  }

  private static String line(String what, double[] seconds) {
    return String.format(
        Locale.ROOT,
        "%-18s %7.1f ms (%.1f to %.1f)",
        what,
        1e3 * median(seconds),
        1e3 * Arrays.stream(seconds).min().orElseThrow(),
        1e3 * Arrays.stream(seconds).max().orElseThrow());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
