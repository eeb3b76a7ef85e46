package mclspark.tensor;

/** The operations that networks and trainers use, under PyTorch's names. Pictures are NCHW. */
public final class Ops {

  private static final ScriptOps SCRIPT = ScriptOps.get();

  /** Floats that the fused update works on at a time: three such pieces fit a core's L2 cache. */
  private static final long UPDATE_CHUNK = 65536;

  /** Floats of which the threads' ranges are multiples, so that no vector is cut. */
  private static final long UPDATE_UNIT = 64;

  private Ops() {}

  /** Cross-correlation without bias; x [b, in, h, w], weight [out, in / groups, kh, kw]. */
  public static Tensor conv2d(
      Tensor x, Tensor weight, int stride, int padding, int dilation, int groups) {
    Tensor y =
        x.onHost()
            ? CpuConvolutions.here().conv2d(x, weight, stride, padding, dilation, groups)
            : SCRIPT.tensor("conv2d", x, weight, stride, padding, dilation, groups);
    return Trace.recorded("conv2d", y, x, weight, stride, padding, dilation, groups);
  }

  /**
   * Batch normalisation over all dimensions but the second, eps 1e-5. In training the batch's own
   * statistics normalise, and the running ones move by a tenth towards them.
   */
  public static Tensor batchNorm(
      Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor var, boolean training) {
    return tensor("batch_norm", x, weight, bias, mean, var, training);
  }

  /** Batch normalisation in training that leaves no running statistics behind. */
  public static Tensor batchNorm(Tensor x, Tensor weight, Tensor bias) {
    return tensor("batch_norm_batch_only", x, weight, bias);
  }

  /** max(x, 0) in place; for a fresh result that nothing else reads. */
  public static Tensor reluInPlace(Tensor x) {
    SCRIPT.run("relu_", x);
    return Trace.recorded("relu_", x, x);
  }

  /** Elementwise sum. */
  public static Tensor add(Tensor x, Tensor y) {
    return tensor("add", x, y);
  }

  /** x += y. */
  public static void addInPlace(Tensor x, Tensor y) {
    SCRIPT.run("add_", x, y);
  }

  /** x = 0. */
  public static void zero(Tensor x) {
    SCRIPT.run("zero_", x);
  }

  /** x = source, with conversion of layout. */
  public static void copy(Tensor source, Tensor x) {
    SCRIPT.run("copy_", x, source);
  }

  /** Elementwise x - y. */
  public static Tensor subtract(Tensor x, Tensor y) {
    return tensor("sub", x, y);
  }

  /** tanh(x), elementwise. */
  public static Tensor tanh(Tensor x) {
    return tensor("tanh", x);
  }

  /** 1 / (1 + exp(-x)), elementwise. */
  public static Tensor sigmoid(Tensor x) {
    return tensor("sigmoid", x);
  }

  /** Elementwise x + share * (y - x), all of one shape. */
  public static Tensor interpolate(Tensor x, Tensor y, Tensor share) {
    return tensor("lerp", x, y, share);
  }

  /** factor * x. */
  public static Tensor scale(Tensor x, double factor) {
    return tensor("mul_scalar", x, factor);
  }

  /** Square max-pooling. */
  public static Tensor maxPool2d(Tensor x, int size, int stride, int padding) {
    return tensor("max_pool2d", x, size, stride, padding);
  }

  /** Mean over positions: [b, c, h, w] to [b, c]. */
  public static Tensor globalAveragePool(Tensor x) {
    return tensor("global_average_pool", x);
  }

  /**
   * Mean over positions with weights softmax(scores), where the scores are a 1x1 convolution of x.
   *
   * @param x [b, c, h, w]
   * @param weight [1, c, 1, 1]
   * @param bias [1]
   * @return [b, c]
   */
  public static Tensor attentionPool(Tensor x, Tensor weight, Tensor bias) {
    return tensor("attention_pool", x, weight, bias);
  }

  /** x * factor + shift with one factor and shift a channel: x [b, c, h, w], the others [b, c]. */
  public static Tensor scaleAndShiftChannels(Tensor x, Tensor factor, Tensor shift) {
    return tensor("scale_and_shift", x, factor, shift);
  }

  /** x weight^T + bias; x [b, in], weight [out, in] or [out, in, 1, 1], bias [out]. */
  public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return tensor("linear", x, weight, bias);
  }

  /** x y^T; x [m, k], y [n, k]. */
  public static Tensor matmulTransposed(Tensor x, Tensor y) {
    return tensor("mm_t", x, y);
  }

  /** Rows divided by max(L2 norm, 1e-12); x [b, d]. */
  public static Tensor l2Normalize(Tensor x) {
    return tensor("l2_normalize", x);
  }

  /** Rows divided by their L2 norm; a row of zeros gives NaN; x [b, d]. */
  public static Tensor divideByNorm(Tensor x) {
    return tensor("divide_by_norm", x);
  }

  /** Mean over rows of the cross entropy; logits [b, classes], labels int64 [b]. */
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    return tensor("cross_entropy", logits, labels);
  }

  /** Sum over rows of the cross entropy; logits [b, classes], labels int64 [b]. */
  public static Tensor sumCrossEntropy(Tensor logits, Tensor labels) {
    return tensor("sum_cross_entropy", logits, labels);
  }

  /** Scalar product of two tensors of one shape. */
  public static Tensor dot(Tensor x, Tensor y) {
    return tensor("dot", x, y);
  }

  /** Columns of the k largest entries of each row, largest first: int64 [b, k]. */
  public static Tensor topIndices(Tensor x, int k) {
    return tensor("topk_indices", x, k);
  }

  /** The k largest entries of each row, largest first: [b, k]. */
  public static Tensor topValues(Tensor x, int k) {
    return tensor("topk_values", x, k);
  }

  /**
   * Places of the entries that are at least their row's bound, row-major and ascending: int64 [n].
   *
   * @param x [b, c]
   * @param least [b, 1]
   */
  public static Tensor placesAtLeast(Tensor x, Tensor least) {
    return SCRIPT.tensor("at_least", x, least);
  }

  /** How many rows have their label among the k largest logits: an int64 scalar. */
  public static long correctInTop(Tensor logits, Tensor labels, int k) {
    return tensor("correct_in_top", logits, labels, k).toLongs()[0];
  }

  /** A view of rows start .. start + length - 1. */
  public static Tensor rows(Tensor x, long start, long length) {
    return narrow(x, 0, start, length);
  }

  /** A view of start .. start + length - 1 in one dimension. */
  public static Tensor narrow(Tensor x, int dimension, long start, long length) {
    return tensor("narrow", x, dimension, start, length);
  }

  /** A view of one entry of the first dimension. */
  public static Tensor select(Tensor x, int index) {
    return tensor("select", x, index);
  }

  /** A view with two dimensions exchanged. */
  public static Tensor transpose(Tensor x, int first, int second) {
    return tensor("transpose", x, first, second);
  }

  /** The rows with the given numbers; index int64 [n]. */
  public static Tensor selectRows(Tensor x, Tensor index) {
    return tensor("index_select", x, index);
  }

  /** Tensors of one shape as a new first dimension. */
  public static Tensor stack(Tensor... tensors) {
    return tensor("stack", (Object) tensors);
  }

  /** Rows of all tensors, one after the other. */
  public static Tensor concatenate(Tensor... tensors) {
    return tensor("cat", (Object) tensors);
  }

  /** Channels (the second dimension) of all tensors, one after the other. */
  public static Tensor concatenateChannels(Tensor... tensors) {
    return tensor("cat_channels", (Object) tensors);
  }

  /** Channels of two tensors of one shape in turn: [b, c, h, w] twice to [b, 2c, h, w]. */
  public static Tensor interleaveChannels(Tensor first, Tensor second) {
    return tensor("interleave_channels", first, second);
  }

  /**
   * 8-bit crops to the network's input: {@code x * scale - shift} per channel.
   *
   * @param crops uint8 [b, h, w, 3]
   * @param scale float32 [3, 1, 1], 1 / (255 std)
   * @param shift float32 [3, 1, 1], mean / std
   * @return float32 [b, 3, h, w], stored channels last
   */
  public static Tensor normalizeCrops(Tensor crops, Tensor scale, Tensor shift) {
    return tensor("normalize_crops", crops, scale, shift);
  }

  /** The same values stored channels first (PyTorch's default layout). */
  public static Tensor contiguous(Tensor x) {
    return tensor("contiguous", x);
  }

  /** Exponential moving average, in place: target = (1 - weight) target + weight source. */
  public static void movingAverage(Tensor target, Tensor source, double weight) {
    SCRIPT.run("lerp_", target, source, weight);
  }

  /**
   * One SGD step as in PyTorch, in place and without dampening: {@code g = scale * gradient + decay
   * * p; v = momentum * v + g; p = p - lr * v}. Afterwards the gradient is zero, while it is still
   * in the cache.
   */
  public static void sgd(
      Tensor parameters,
      Tensor gradients,
      Tensor velocity,
      double learningRate,
      double momentum,
      double decay,
      double gradientScale) {
    update("sgd_", parameters, gradients, velocity, learningRate, momentum, decay, gradientScale);
  }

  /**
   * One SGD step with Nesterov's momentum as in PyTorch, in place: {@code g = scale * gradient +
   * decay * p; v = momentum * v + g; p = p - lr * (g + momentum * v)}. Afterwards the gradient is
   * zero.
   */
  public static void nesterov(
      Tensor parameters,
      Tensor gradients,
      Tensor velocity,
      double learningRate,
      double momentum,
      double decay,
      double gradientScale) {
    update(
        "nesterov_", parameters, gradients, velocity, learningRate, momentum, decay, gradientScale);
  }

  /** Each thread updates a range of its own, piece by piece. */
  private static void update(
      String operation, Tensor parameters, Tensor gradients, Tensor velocity, double... numbers) {
    long chunk = updateChunk(parameters);
    ThreadTeam.split(
        parameters,
        parameters.elements(),
        UPDATE_UNIT,
        (first, count) ->
            SCRIPT.run(
                operation,
                parameters,
                gradients,
                velocity,
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                chunk,
                first,
                count));
  }

  /** On a GPU each piece would cost its own launches, and there is no such cache to fit. */
  private static long updateChunk(Tensor parameters) {
    return parameters.onHost() ? UPDATE_CHUNK : Math.max(1, parameters.elements());
  }

  private static Tensor tensor(String operation, Object... arguments) {
    return Trace.recorded(operation, SCRIPT.tensor(operation, arguments), arguments);
  }
}
