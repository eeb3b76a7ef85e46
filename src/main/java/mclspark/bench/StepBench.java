package mclspark.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.collective.SingleProcess;
import mclspark.loss.MocoMclLoss;
import mclspark.model.Architectures;
import mclspark.model.BatchNormMode;
import mclspark.model.Head;
import mclspark.model.MomentumPair;
import mclspark.pretrain.MocoModel;
import mclspark.pretrain.MocoTrainer;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.step.PictureInput;
import mclspark.step.RankExchange;
import mclspark.step.Ranks;
import mclspark.step.Sgd;
import mclspark.tensor.Autograd;
import mclspark.tensor.Ops;
import mclspark.tensor.Precision;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Times a whole training step of one rank against the encoders' forward and backward passes in it.
 * Both take turns in one loop, so that a slow minute of the machine meets both; the overhead is the
 * median over the pairs. Crops are random bytes.
 *
 * <p>The bare part is, for each peer, query forward, its backward pass from a given gradient, and
 * key forward without recording: same weights, layout and kind of input as the step's, but no loss,
 * optimiser, moving average, normalisation of crops, shuffle or queue.
 */
public final class StepBench {

  private static final int WARM_UP = 3;
  private static final double LEARNING_RATE = 1e-4;
  private static final MocoTrainer.Hyperparameters SGD =
      new MocoTrainer.Hyperparameters(0.999, 0.07, 3, 0.9, 1e-4, false, true);

  private final Options options;
  private final TorchEngine engine;
  private final MocoModel model;
  private final PictureInput input;
  private final MocoTrainer trainer;
  private final Parts parts;
  private final CounterRandom random = CounterRandom.of(1, 0, 0, Purpose.EXAMPLES);
  private final ByteBuffer crops;
  private final Tensor pictures; // [b, 3, size, size]
  private final Tensor gradient; // [b, D]

  /**
   * What to measure.
   *
   * @param arch a name of {@link Architectures#named}, with its large stem
   * @param peers N
   * @param size side of the crops in pixels
   * @param batch pictures of the rank
   * @param queueSize K
   * @param dim D
   * @param gpu whether on the first GPU
   * @param threads of libtorch
   * @param channelsLast layout of convolution weights
   * @param bf16 whether networks compute in bfloat16, which is compared with float32
   * @param steps pairs that count, after {@value #WARM_UP} that do not
   */
  public record Options(
      String arch,
      int peers,
      int size,
      int batch,
      int queueSize,
      int dim,
      boolean gpu,
      int threads,
      boolean channelsLast,
      boolean bf16,
      int steps) {

    /** ResNet-18, two peers, 64 pixels, batch 64, K 65536, D 128, channels last, 15 pairs. */
    public static Options standard(int threads) {
      return new Options("resnet18", 2, 64, 64, 65536, 128, false, threads, true, false, 15);
    }

    private Precision precision() {
      return bf16 ? Precision.BF16 : Precision.FLOAT32;
    }

    private Options inFloat32() {
      return new Options(
          arch, peers, size, batch, queueSize, dim, gpu, threads, channelsLast, false, steps);
    }
  }

  /**
   * Medians over the pairs.
   *
   * @param engine libtorch's version, device and threads
   * @param options what was measured
   * @param bareMillis the encoders alone
   * @param stepMillis the whole step
   * @param overhead (step - bare) / bare, the median over the pairs
   * @param partMillis the step's other parts, each timed by itself
   * @param float32 the whole step in float32, where that is something else
   */
  public record Result(
      String engine,
      Options options,
      double bareMillis,
      double stepMillis,
      double overhead,
      Map<String, Double> partMillis,
      Optional<Float32> float32) {

    /** A few lines for the console; the last one is {@code overhead N %}. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(engine).append('\n');
      text.append(
          String.format(
              "%s, %d peers, %d px, batch %d, K %d, D %d, %s, %s; median of %d pairs%n",
              options.arch(),
              options.peers(),
              options.size(),
              options.batch(),
              options.queueSize(),
              options.dim(),
              options.channelsLast() ? "channels last" : "channels first",
              options.bf16() ? "bf16" : "float32",
              options.steps()));
      text.append(String.format("encoders alone %.0f ms, step %.0f ms%n", bareMillis, stepMillis));
      partMillis.forEach(
          (part, millis) -> text.append(String.format("  %-22s %6.1f ms%n", part, millis)));
      float32.ifPresent(
          other ->
              text.append(
                  String.format(
                      "step in float32 %.0f ms, in bf16 %.2f x that%n",
                      other.stepMillis(), other.ratio())));
      return text.append(String.format("overhead %.1f %%", 100 * overhead)).toString();
    }
  }

  /**
   * The same step in float32, in turn with the other.
   *
   * @param stepMillis the median
   * @param ratio of the other to it, the median over the pairs
   */
  public record Float32(double stepMillis, double ratio) {}

  private StepBench(Options options) {
    this.options = options;
    engine = Timing.engine(options.gpu(), options.threads()).in(options.precision());
    model =
        MocoModel.allocate(
            engine,
            () -> Architectures.named(options.arch(), false, Head.linear(options.dim())),
            options.peers(),
            options.queueSize(),
            options.dim(),
            options.channelsLast());
    model.initialize(1);
    input =
        PictureInput.crops(
            engine, options.size(), new double[] {.5, .5, .5}, new double[] {.25, .25, .25});
    MocoTrainer.Hyperparameters settings =
        new MocoTrainer.Hyperparameters(
            SGD.keyMomentum(),
            SGD.temperature(),
            SGD.softTemperature(),
            SGD.momentum(),
            SGD.weightDecay(),
            SGD.nesterov(),
            options.channelsLast());
    trainer =
        new MocoTrainer(engine, model, settings, 1, options.batch(), input, new SingleProcess());
    crops = randomCrops();
    pictures = input.tensor(crops);
    gradient = engine.floats(directions(1), options.batch(), options.dim());
    parts = new Parts(settings);
  }

  /**
   * Builds the model and measures; allocates nothing that outlives the call.
   *
   * @throws UserError if there is no such architecture, a GPU is asked for and there is none, or
   *     the device does not have the precision
   */
  public static Result run(Options options) {
    requireArchitecture(options.arch());
    try (Scope scope = Scope.open()) {
      StepBench bench = new StepBench(options);
      Optional<StepBench> float32 =
          options.bf16() ? Optional.of(new StepBench(options.inFloat32())) : Optional.empty();
      try {
        return bench.measure(float32);
      } finally {
        bench.trainer.close();
        float32.ifPresent(other -> other.trainer.close());
      }
    }
  }

  private static void requireArchitecture(String arch) {
    try {
      Architectures.named(arch, false, Head.none());
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "--arch: %s; take resnet18, resnet34, resnet50 or a CIFAR ResNet such as resnet8."
              .formatted(e.getMessage()),
          e);
    }
  }

  private Result measure(Optional<StepBench> float32) {
    double[] bare = new double[options.steps()];
    double[] step = new double[options.steps()];
    double[] other = new double[options.steps()];
    Map<String, double[]> others = new LinkedHashMap<>();
    for (int pair = -WARM_UP; pair < options.steps(); pair++) {
      int[] permutation = random.permutation(options.batch());
      double bareMillis = Timing.millis(engine, this::encoders);
      clearGradients();
      double stepMillis = stepMillis(permutation);
      double float32Millis = float32.map(bench -> bench.stepMillis(permutation)).orElse(0.0);
      Map<String, Double> rest = parts.time(permutation);
      if (pair >= 0) {
        bare[pair] = bareMillis;
        step[pair] = stepMillis;
        other[pair] = float32Millis;
        int now = pair;
        rest.forEach(
            (part, millis) ->
                others.computeIfAbsent(part, name -> new double[options.steps()])[now] = millis);
      }
    }
    Map<String, Double> partMillis = new LinkedHashMap<>();
    others.forEach((part, millis) -> partMillis.put(part, Timing.median(millis)));
    return new Result(
        engine.description(),
        options,
        Timing.median(bare),
        Timing.median(step),
        Timing.overhead(bare, step),
        partMillis,
        float32.map(none -> new Float32(Timing.median(other), 1 + Timing.overhead(other, step))));
  }

  private double stepMillis(int... permutation) {
    MocoTrainer.TwoCropBatch batch = new MocoTrainer.TwoCropBatch(crops, crops);
    return Timing.millis(engine, () -> trainer.step(batch, permutation, LEARNING_RATE));
  }

  private void encoders() {
    try (Scope scope = Scope.open()) {
      for (MomentumPair pair : model.pairs()) {
        pair.key().forward(pictures, BatchNormMode.TRAIN);
      }
    }
    try (Scope scope = Scope.open()) {
      List<Tensor> queries = new ArrayList<>();
      try (Autograd.Mode on = Autograd.on()) {
        for (MomentumPair pair : model.pairs()) {
          queries.add(pair.query().forward(pictures, BatchNormMode.TRAIN));
        }
      }
      for (Tensor query : queries) {
        Autograd.backward(query, gradient);
      }
    }
  }

  private void clearGradients() {
    for (MomentumPair pair : model.pairs()) {
      Ops.zero(pair.query().parameters().gradients());
    }
  }

  private ByteBuffer randomCrops() {
    int bytes = options.batch() * input.rowBytes();
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    for (int i = 0; i < bytes; i++) {
      buffer.put(i, (byte) random.nextInt(256));
    }
    return buffer;
  }

  private float[] directions(int peers) {
    float[] values = new float[peers * options.batch() * options.dim()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(options.dim()));
    }
    return values;
  }

  /** The parts of a step that are not the encoders, each by itself on data of the same shape. */
  private final class Parts {

    private final MocoMclLoss loss;
    private final Sgd optimizer;
    private final RankExchange exchange;
    private final Tensor queries; // [N, b, D]
    private final Tensor keys; // [N, b, D]

    Parts(MocoTrainer.Hyperparameters settings) {
      loss =
          new MocoMclLoss(
              engine,
              options.peers(),
              options.batch(),
              options.queueSize(),
              settings.temperature(),
              settings.softTemperature());
      optimizer =
          new Sgd(
              engine,
              model.pairs().stream().map(pair -> pair.query().parameters()).toList(),
              settings.momentum(),
              settings.weightDecay(),
              settings.nesterov(),
              options.channelsLast());
      exchange = new RankExchange(new Ranks(1, 1, 0, options.batch()), new SingleProcess());
      queries = embeddings();
      keys = embeddings();
    }

    private Tensor embeddings() {
      float[] values = directions(options.peers());
      return engine.floats(values, options.peers(), options.batch(), options.dim());
    }

    Map<String, Double> time(int... permutation) {
      Map<String, Double> millis = new LinkedHashMap<>();
      try (Scope scope = Scope.open()) {
        millis.put(
            "loss", Timing.millis(engine, () -> loss.compute(queries, keys, model.queue().keys())));
        millis.put("optimiser", Timing.millis(engine, () -> optimizer.step(LEARNING_RATE, 1)));
        millis.put("moving average", Timing.millis(engine, this::movingAverage));
        millis.put("crops to input", Timing.millis(engine, this::prepareInput));
        millis.put("shuffle and gather", Timing.millis(engine, () -> exchangeRows(permutation)));
      }
      return millis;
    }

    private void movingAverage() {
      model.pairs().forEach(pair -> pair.updateKey(SGD.keyMomentum()));
    }

    /** As a step does it: once for all queries, once for all keys. */
    private void prepareInput() {
      input.tensor(crops);
      input.tensor(crops);
    }

    private void exchangeRows(int... permutation) {
      exchange.shuffle(crops, input.rowBytes(), permutation);
      exchange.gatherKeys(engine, keys, permutation);
    }
  }
}
