package mclspark.pretrain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mclspark.collective.Collective;
import mclspark.model.Architectures;
import mclspark.model.Head;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.step.PictureInput;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;

/** Training of a tiny model on random 8-bit crops: two peers, ResNet-8, 8 pixels. */
public final class TinyRun implements AutoCloseable {

  private static final int SIZE = 8;
  private static final int BATCH = 4;
  private static final int QUEUE = 37; // no multiple of any batch
  private static final int DIM = 8;
  private static final long SEED = 20220222;

  private final TorchEngine engine;
  private final MocoModel model;
  private final MocoTrainer trainer;
  private final Collective workers;
  private final int logicalRanks;
  private final int rowBytes;

  /** Builds the model in the caller's scope. */
  TinyRun(Collective workers, int logicalRanks) {
    this(workers, logicalRanks, TorchEngine.cpu(1));
  }

  /** The same with an engine of the caller's. */
  TinyRun(Collective workers, int logicalRanks, TorchEngine engine) {
    this.engine = engine;
    this.workers = workers;
    this.logicalRanks = logicalRanks;
    model =
        MocoModel.allocate(
            engine,
            () -> Architectures.named("resnet8", false, Head.mlp(DIM)),
            2,
            QUEUE,
            DIM,
            true);
    model.initialize(SEED);
    double[] half = {0.5, 0.5, 0.5};
    PictureInput input = PictureInput.crops(engine, SIZE, half, half);
    rowBytes = input.rowBytes();
    trainer =
        new MocoTrainer(
            engine,
            model,
            new MocoTrainer.Hyperparameters(0.9, 0.2, 3, 0.9, 1e-4, false, true),
            logicalRanks,
            BATCH,
            input,
            workers);
  }

  /** State after some steps; running statistics are left out, which only rank 0's worker has. */
  public static Map<String, List<Byte>> train(Collective workers, int logicalRanks, int steps) {
    try (Scope scope = Scope.open();
        TinyRun run = new TinyRun(workers, logicalRanks)) {
      for (int step = 0; step < steps; step++) {
        run.step(step);
      }
      Map<String, List<Byte>> bits = new TreeMap<>();
      run.model.state().forEach((name, values) -> bits.put(name, bytes(values)));
      bits.keySet()
          .removeIf(name -> name.contains("running_") || name.endsWith("num_batches_tracked"));
      return bits;
    }
  }

  /** One step on the global batch that belongs to its number. */
  void step(int step) {
    int[] permutation =
        CounterRandom.of(SEED, 0, step, Purpose.BATCH_SHUFFLE).permutation(logicalRanks * BATCH);
    trainer.step(
        new MocoTrainer.TwoCropBatch(
            crops(step, Purpose.QUERY_CROP), crops(step, Purpose.KEY_CROP)),
        permutation,
        0.05);
  }

  int liveTensors() {
    return engine.liveTensors();
  }

  private ByteBuffer crops(int step, Purpose purpose) {
    CounterRandom random = CounterRandom.of(SEED, 0, step, purpose);
    ByteBuffer all = ByteBuffer.allocateDirect(logicalRanks * BATCH * rowBytes);
    while (all.hasRemaining()) {
      all.put((byte) random.nextInt(256));
    }
    int own = all.capacity() / workers.size();
    return all.slice(workers.rank() * own, own).order(ByteOrder.nativeOrder());
  }

  private static List<Byte> bytes(HostTensor values) {
    Byte[] bytes = new Byte[values.data().remaining()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = values.data().get(values.data().position() + i);
    }
    return List.of(bytes);
  }

  @Override
  public void close() {
    trainer.close();
  }
}
