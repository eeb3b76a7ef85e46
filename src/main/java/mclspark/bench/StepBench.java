package mclspark.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.collective.SingleProcess;
import mclspark.loss.MocoMclLoss;
import mclspark.model.Architectures;
import mclspark.model.BatchNormMode;
import mclspark.model.Head;
import mclspark.model.MomentumPair;
import mclspark.model.Network;
import mclspark.pretrain.MocoModel;
import mclspark.pretrain.MocoTrainer;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.step.PictureInput;
import mclspark.step.RankExchange;
import mclspark.step.Ranks;
import mclspark.step.Sgd;
import mclspark.tensor.Autograd;
import mclspark.tensor.FlatParameters;
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
   * @throws UserError if there is no such architecture, the queue holds no batch, the device's
   *     memory no step, a GPU is asked for and there is none, or the device does not have the
   *     precision
   */
  public static StepResult run(Options options) {
    StepMemory.require(options, network(options.arch()));
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

  private static Network network(String arch) {
    try {
      return Architectures.named(arch, false, Head.none());
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "--arch: %s; take resnet18, resnet34, resnet50 or a CIFAR ResNet such as resnet8."
              .formatted(e.getMessage()),
          e);
    }
  }

  private StepResult measure(Optional<StepBench> float32) {
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
    return new StepResult(
        engine.description(),
        options,
        Timing.median(bare),
        Timing.median(step),
        Timing.overhead(bare, step),
        partMillis,
        parts.calls(random.permutation(options.batch())),
        float32.map(
            none ->
                new StepResult.Float32(Timing.median(other), 1 + Timing.overhead(other, step))));
  }

  private double stepMillis(int... permutation) {
    return Timing.millis(engine, () -> step(permutation));
  }

  private void step(int... permutation) {
    trainer.step(new MocoTrainer.TwoCropBatch(crops, crops), permutation, LEARNING_RATE);
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
      optimizer = optimizer(model.pairs().stream().map(pair -> pair.query().parameters()).toList());
      exchange = new RankExchange(new Ranks(1, 1, 0, options.batch()), new SingleProcess());
      queries = embeddings();
      keys = embeddings();
    }

    private Sgd optimizer(List<FlatParameters> parameters) {
      return new Sgd(
          engine,
          parameters,
          SGD.momentum(),
          SGD.weightDecay(),
          SGD.nesterov(),
          options.channelsLast());
    }

    private Tensor embeddings() {
      float[] values = directions(options.peers());
      return engine.floats(values, options.peers(), options.batch(), options.dim());
    }

    Map<String, Double> time(int... permutation) {
      Map<String, Double> millis = new LinkedHashMap<>();
      try (Scope scope = Scope.open()) {
        millis.put("loss", Timing.millis(engine, () -> compute(loss)));
        millis.put("optimiser", Timing.millis(engine, () -> optimizer.step(LEARNING_RATE, 1)));
        millis.put("moving average", Timing.millis(engine, this::movingAverage));
        millis.put("crops to input", Timing.millis(engine, this::prepareInput));
        millis.put("shuffle and gather", Timing.millis(engine, () -> exchangeRows(permutation)));
      }
      return millis;
    }

    /** Of a step and, where the CPU's loss and optimiser have another form, of a GPU's form. */
    StepCalls calls(int... permutation) {
      try (Scope scope = Scope.open()) {
        MocoMclLoss onGpu =
            MocoMclLoss.asOnGpu(
                engine,
                options.peers(),
                options.batch(),
                options.queueSize(),
                SGD.temperature(),
                SGD.softTemperature());
        Sgd whole = // in one piece, as it is small
            optimizer(
                IntStream.range(0, options.peers())
                    .mapToObj(
                        peer ->
                            new FlatParameters(
                                engine, Map.of("weight", new long[] {1}), true, false))
                    .toList());
        return StepCalls.of(
            engine,
            options.threads(),
            () -> step(permutation),
            new StepCalls.Part(() -> compute(loss), () -> compute(onGpu)),
            new StepCalls.Part(
                () -> optimizer.step(LEARNING_RATE, 1), () -> whole.step(LEARNING_RATE, 1)));
      }
    }

    private void compute(MocoMclLoss form) {
      form.compute(queries, keys, model.queue().keys());
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
