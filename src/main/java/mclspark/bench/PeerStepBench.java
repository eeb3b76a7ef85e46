package mclspark.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.collective.SingleProcess;
import mclspark.loss.Distillation;
import mclspark.loss.LogitLosses;
import mclspark.loss.MclSettings;
import mclspark.loss.MclWeights;
import mclspark.model.BatchNormMode;
import mclspark.model.MapCensus;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerEncoder;
import mclspark.model.peers.PeerNetwork;
import mclspark.model.peers.PeerOutput;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.step.PictureInput;
import mclspark.step.Sgd;
import mclspark.supervised.PeerTrainer;
import mclspark.tensor.Autograd;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Times a whole supervised step of one rank (spec 3.5: all four terms and logit distillation)
 * against the networks' forward and backward passes in it, in turns as {@link StepBench}. The bare
 * part is the forward pass of all peers and the backward pass from given gradients of their logits:
 * no heads, losses, optimiser or normalisation of crops.
 */
public final class PeerStepBench {

  private static final int WARM_UP = 3;
  private static final int CLASSES = 100;
  private static final int DIM = 128;
  private static final double LEARNING_RATE = 1e-4;

  /** Of all parameters: values, gradients and velocities. */
  private static final long COPIES = 3;

  private static final MclSettings MCL = new MclSettings(0.1, 3, new MclWeights(0.1, 1, 0.1, 1));

  private final Options options;
  private final TorchEngine engine;
  private final PeerEncoder peers;
  private final PeerTrainer trainer;
  private final PeerTrainer.LabelledBatch batch;
  private final Tensor pictures; // [b, 3, size, size]
  private final Tensor gradient; // [N, b, C]

  /**
   * What to measure.
   *
   * @param arch a name of {@link PeerArchitectures#names}
   * @param peers N
   * @param size side of the crops in pixels
   * @param batch pictures of the rank, two of each class
   * @param gpu whether on the first GPU
   * @param threads of libtorch
   * @param steps pairs that count, after {@value #WARM_UP} that do not
   */
  public record Options(
      String arch, int peers, int size, int batch, boolean gpu, int threads, int steps) {}

  /**
   * Medians over the pairs.
   *
   * @param engine libtorch's version, device and threads
   * @param options what was measured
   * @param bareMillis the networks alone
   * @param stepMillis the whole step
   * @param overhead (step - bare) / bare, the median over the pairs
   */
  public record Result(
      String engine, Options options, double bareMillis, double stepMillis, double overhead) {

    /** A few lines for the console; the last one is {@code overhead N %}, if it can be told. */
    @Override
    public String toString() {
      return String.format(
          "%s%n%s, %d peers, %d px, batch %d, channels last, float32; median of %d pairs%n"
              + "networks alone %.0f ms, step %.0f ms%n%s",
          engine,
          options.arch(),
          options.peers(),
          options.size(),
          options.batch(),
          options.steps(),
          bareMillis,
          stepMillis,
          Timing.sentence(overhead));
    }
  }

  private PeerStepBench(Options options) {
    this.options = options;
    engine = Timing.engine(options.gpu(), options.threads());
    peers = new PeerEncoder(engine, network(options), true, true, DIM);
    peers.initialize(1);
    PictureInput input =
        PictureInput.crops(
            engine, options.size(), new double[] {.5, .5, .5}, new double[] {.25, .25, .25});
    trainer =
        PeerTrainer.inBatch(
            engine,
            peers,
            input,
            new LogitLosses(engine, MCL.softTemperature(), Distillation.DETACHED_TEACHER),
            MCL,
            new Sgd(engine, List.of(peers.parameters()), 0.9, 5e-4, true, true),
            1,
            options.batch(),
            new SingleProcess());
    CounterRandom random = CounterRandom.of(1, 0, 0, Purpose.EXAMPLES);
    int bytes = options.batch() * input.rowBytes();
    ByteBuffer crops = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    IntStream.range(0, bytes).forEach(i -> crops.put(i, (byte) random.nextInt(256)));
    int[] labels = IntStream.range(0, options.batch()).map(row -> row / 2 % CLASSES).toArray();
    int[] indices = IntStream.range(0, options.batch()).toArray();
    batch = new PeerTrainer.LabelledBatch(crops, labels, indices);
    pictures = input.tensor(crops);
    float[] values = new float[options.peers() * options.batch() * CLASSES];
    IntStream.range(0, values.length)
        .forEach(i -> values[i] = (float) random.nextGaussian() / options.batch());
    gradient = engine.floats(values, options.peers(), options.batch(), CLASSES);
  }

  /**
   * Builds the networks and measures; allocates nothing that outlives the call.
   *
   * @throws UserError if there is no such architecture, the device's memory holds no step, or a GPU
   *     is asked for and there is none
   */
  public static Result run(Options options) {
    requireMemory(options, network(options));
    try (Scope scope = Scope.open()) {
      PeerStepBench bench = new PeerStepBench(options);
      try (PeerTrainer trainer = bench.trainer) {
        return bench.measure(trainer);
      }
    }
  }

  private static PeerNetwork network(Options options) {
    try {
      return PeerArchitectures.named(options.arch(), options.peers(), CLASSES);
    } catch (IllegalArgumentException e) {
      throw new UserError("--arch: %s.".formatted(e.getMessage()), e);
    }
  }

  private static void requireMemory(Options options, PeerNetwork network) {
    MapCensus maps = new MapCensus();
    network.walk(options.size(), maps);
    long pairs = (long) options.peers() * options.peers();
    long logits = pairs * options.batch() * options.batch() * Float.BYTES;
    StepMemory.require(
        options.gpu(),
        List.of(
            new StepMemory.Part(
                "the networks", "--arch or --peers", COPIES * network.parameters() * Float.BYTES),
            new StepMemory.Part("the contrast's logits", "--batch or --peers", logits),
            StepMemory.maps(maps, options.batch())));
    StepMemory.requireBuffer(options.batch(), options.size(), 1);
  }

  private Result measure(PeerTrainer measured) {
    double[] bare = new double[options.steps()];
    double[] step = new double[options.steps()];
    for (int pair = -WARM_UP; pair < options.steps(); pair++) {
      double bareMillis = Timing.millis(engine, this::networks);
      Ops.zero(peers.parameters().gradients());
      double stepMillis = Timing.millis(engine, () -> measured.step(batch, 0, LEARNING_RATE));
      if (pair >= 0) {
        bare[pair] = bareMillis;
        step[pair] = stepMillis;
      }
    }
    return new Result(
        engine.description(),
        options,
        Timing.median(bare),
        Timing.median(step),
        Timing.overhead(bare, step));
  }

  private void networks() {
    try (Scope scope = Scope.open();
        Autograd.Mode on = Autograd.on()) {
      List<PeerOutput> outputs = peers.forward(pictures, BatchNormMode.TRAIN);
      Tensor logits = Ops.stack(outputs.stream().map(PeerOutput::logits).toArray(Tensor[]::new));
      Autograd.backward(logits, gradient);
    }
  }
}
