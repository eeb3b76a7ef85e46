package mclspark.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's trained parameters as views of one flat buffer, and their gradients as views of
 * another, so that update, moving average and all-reduce are one operation each. Every parameter is
 * a leaf of its own: autograd adds straight into the flat gradient, without copies.
 *
 * <p>With channels-last layout a convolution's weight lies in memory as [out, kh, kw, in]; its
 * shape and state are unaffected.
 */
public final class FlatParameters {

  /** 256 bytes, in floats: CUDA's libraries leave their fast kernels out where data lies askew. */
  private static final long ALIGNMENT = 64;

  private final Tensor values;
  private final boolean channelsLast;
  private final Map<String, Tensor> leaves = new LinkedHashMap<>();
  private Tensor gradients;
  private ByteBuffer gradientMemory; // held, where it is not the engine's own

  /**
   * Lays out zero-filled parameters.
   *
   * @param engine where they live
   * @param shapes name to shape, in state order
   * @param trained false for parameters that never get a gradient (key encoders)
   * @param channelsLast layout of four-dimensional parameters
   */
  public FlatParameters(
      TorchEngine engine, Map<String, long[]> shapes, boolean trained, boolean channelsLast) {
    long total = shapes.values().stream().mapToLong(FlatParameters::padded).sum();
    this.channelsLast = channelsLast;
    values = engine.zeros(total);
    List<Tensor> views = views(values, List.copyOf(shapes.values()));
    int next = 0;
    for (String name : shapes.keySet()) {
      leaves.put(name, views.get(next++));
    }
    if (trained) {
      pointGradientsAt(engine.zeros(total));
    }
  }

  /**
   * Lays the gradients into other memory; they begin as zeros. Views of them that were taken before
   * are of no use any more.
   *
   * @param memory direct, of the flat gradient's size; kept from now on
   */
  public void moveGradients(TorchEngine engine, ByteBuffer memory) {
    Tensor before = gradients;
    pointGradientsAt(engine.over(memory, before.elements()));
    gradientMemory = memory;
    before.close();
  }

  private static long padded(long... shape) {
    return (HostTensor.elements(shape) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Number of parameters, without the padding between them. */
  public long count() {
    return leaves.values().stream().mapToLong(Tensor::elements).sum();
  }

  /**
   * All parameters, each at a multiple of 256 bytes and zeros between them: float32 [n]. The
   * padding stays zero, in the gradients too.
   */
  public Tensor values() {
    return values;
  }

  /** All gradients, in the order of {@link #values}: float32 [n]. */
  public Tensor gradients() {
    return gradients;
  }

  /** Name to parameter, in state order. */
  public Map<String, Tensor> leaves() {
    return Collections.unmodifiableMap(leaves);
  }

  /** Gradient of one parameter, a view of {@link #gradients}. */
  public Tensor gradient(String name) {
    return new Tensor(JniUtils.getGradient(leaves.get(name).array()));
  }

  private List<Tensor> views(Tensor flat, List<long[]> shapes) {
    List<Tensor> views = new ArrayList<>();
    long offset = 0;
    for (long[] shape : shapes) {
      views.add(view(flat, shape, offset));
      offset += padded(shape);
    }
    return views;
  }

  private Tensor view(Tensor flat, long[] shape, long offset) {
    long[] stride = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      stride[i] = step;
      step *= shape[i];
    }
    if (channelsLast && shape.length == 4) {
      stride = new long[] {shape[1] * shape[2] * shape[3], 1, shape[3] * shape[1], shape[1]};
    }
    return ScriptOps.get().tensor("as_strided", flat, shape, stride, offset);
  }

  /** Moves the storage of every gradient into a flat buffer, which becomes zero. */
  private void pointGradientsAt(Tensor flat) {
    boolean first = gradients == null;
    try (Scope scratch = Scope.open()) {
      List<Tensor> views = views(flat, leaves.values().stream().map(Tensor::shape).toList());
      int next = 0;
      for (Tensor leaf : leaves.values()) {
        if (first) {
          makeGradient(leaf);
        }
        Tensor gradient = new Tensor(JniUtils.getGradient(leaf.array()));
        try (Autograd.Mode off = Autograd.off()) {
          ScriptOps.get().run("set_", gradient, views.get(next++));
        }
      }
    }
    gradients = flat;
    Ops.zero(gradients);
  }

  /** Lets autograd create a gradient, in memory of its own. */
  private static void makeGradient(Tensor leaf) {
    leaf.array().setRequiresGradient(true);
    try (Autograd.Mode on = Autograd.on()) {
      Autograd.backward(new Tensor(JniUtils.sum(leaf.array())));
    }
  }
}
