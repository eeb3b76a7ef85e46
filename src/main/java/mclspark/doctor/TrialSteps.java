package mclspark.doctor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import mclspark.collective.SingleProcess;
import mclspark.loss.MocoLosses;
import mclspark.model.ModelConfig;
import mclspark.model.MomentumPair;
import mclspark.pretrain.MocoModel;
import mclspark.pretrain.MocoTrainer;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.step.PictureInput;
import mclspark.tensor.TorchEngine;

/** Steps of MoCo + MCL from drawn weights on drawn crops: the same on every machine. */
final class TrialSteps implements AutoCloseable {

  private static final double LEARNING_RATE = 0.03;
  private static final double[] MEAN = {0.5, 0.5, 0.5};
  private static final double[] DEVIATION = {0.25, 0.25, 0.25};

  private final MocoTrainer trainer;
  private final ByteBuffer crops; // [2 * batch, size, size, 3]
  private final int batch;
  private int step;

  /**
   * What is trained.
   *
   * @param model the peers
   * @param queue negative keys K
   * @param size side of the crops in pixels
   * @param batch pictures of a step
   * @param channelsLast layout of the convolutions' weights
   */
  record Shape(ModelConfig model, int queue, int size, int batch, boolean channelsLast) {}

  /** Allocates and draws everything, in the innermost open scope of this thread. */
  TrialSteps(TorchEngine engine, Shape shape) {
    batch = shape.batch();
    ModelConfig config = shape.model();
    MocoModel model =
        MocoModel.allocate(
            engine,
            () -> MocoModel.network(config),
            config.peers(),
            shape.queue(),
            config.dim(),
            shape.channelsLast());
    draw(model);
    PictureInput input = PictureInput.crops(engine, shape.size(), MEAN, DEVIATION);
    MocoTrainer.Hyperparameters settings =
        new MocoTrainer.Hyperparameters(0.999, 0.07, 3, 0.9, 1e-4, false, shape.channelsLast());
    trainer = new MocoTrainer(engine, model, settings, 1, batch, input, new SingleProcess());
    crops = crops(2 * batch, shape.size());
  }

  /** Drawing takes longer than the steps, so key encoders copy what their query encoders draw. */
  private static void draw(MocoModel model) {
    for (int peer = 0; peer < model.pairs().size(); peer++) {
      MomentumPair pair = model.pairs().get(peer);
      pair.query().initialize(1, MocoModel.queryPrefix(peer));
      pair.updateKey(0);
    }
    model.queue().initialize(1);
  }

  /** One step; its losses are those before the update. */
  MocoLosses step() {
    int half = crops.capacity() / 2;
    MocoTrainer.TwoCropBatch rows =
        new MocoTrainer.TwoCropBatch(crops.slice(0, half), crops.slice(half, half));
    int[] permutation = random(step++).permutation(batch);
    return trainer.step(rows, permutation, LEARNING_RATE).get(0);
  }

  /** Waves of colour, since noise alone looks the same to a network. */
  private static ByteBuffer crops(int count, int size) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(count * size * size * 3).order(ByteOrder.nativeOrder());
    for (int picture = 0; picture < count; picture++) {
      CounterRandom random = random(picture);
      double[] across = {random.uniform(0, 9), random.uniform(0, 9), random.uniform(0, 9)};
      double[] down = {random.uniform(0, 9), random.uniform(0, 9), random.uniform(0, 9)};
      for (int pixel = 0; pixel < size * size; pixel++) {
        double x = (double) (pixel % size) / size;
        double y = (double) (pixel / size) / size;
        for (int c = 0; c < 3; c++) {
          double wave = Math.sin(across[c] * x) * Math.cos(down[c] * y);
          bytes.put((byte) Math.round(127 + 100 * wave + random.nextInt(16)));
        }
      }
    }
    return bytes.flip();
  }

  private static CounterRandom random(int item) {
    return CounterRandom.of(1, 0, item, Purpose.EXAMPLES);
  }

  @Override
  public void close() {
    trainer.close();
  }
}
