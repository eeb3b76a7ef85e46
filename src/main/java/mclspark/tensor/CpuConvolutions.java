package mclspark.tensor;

import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How this machine's CPU computes convolutions: by oneDNN, but for what its version 3.7 (in
 * libtorch 2.7.1) can't do.
 *
 * <p>Some virtual machines tell no cache sizes. There oneDNN divides by such a size when it plans
 * 1x1 convolutions of many channels, so that the process would end with SIGFPE, and in
 * channels-first layout some convolutions with other than a multiple of 16 channels give wrong
 * values; ONEDNN_MAX_CPU_ISA does not help. So 1x1 convolutions are computed as what they are,
 * matrix products over the pixels, and the others in channels-last layout. Elsewhere oneDNN's own
 * way is faster.
 *
 * <p>In bfloat16 (seen with AVX512_BF16) it gives wrong values or gradients where channels come in
 * groups, their numbers are no multiple of 16 or maps are a single pixel: such convolutions are
 * computed in float32, as autocast does with operations that need it.
 *
 * <p>Dilated depthwise convolutions get wrong gradients of their input in channels-last layout, and
 * are computed in channels-first layout everywhere.
 *
 * @param cachesKnown whether the processor tells its cache sizes
 */
record CpuConvolutions(boolean cachesKnown) {

  /** {@code uint32_t at::cpu::L2_cache_size()}, from the processor's own tables. */
  private static final String L2_CACHE_SIZE = "_ZN2at3cpu13L2_cache_sizeEv";

  /** {@code at::Context& at::globalContext()}. */
  private static final String CONTEXT = "_ZN2at13globalContextEv";

  /** {@code void at::Context::setUserEnabledNNPACK(bool)}. */
  private static final String ENABLE_NNPACK = "_ZN2at7Context20setUserEnabledNNPACKEb";

  private static final int BLOCK = 16; // channels that oneDNN computes together
  private static final int COLOURS = 3;

  private static final class Holder {
    static final CpuConvolutions HERE = detect(DeviceMemory.torchFolder());
  }

  /** The way of this machine; libtorch is loaded if it was not. */
  static CpuConvolutions here() {
    return Holder.HERE;
  }

  private static CpuConvolutions detect(Path torchFolder) {
    NativeLibrary torch =
        NativeLibrary.getInstance(torchFolder.resolve("libtorch_cpu.so").toString());
    boolean known = torch.getFunction(L2_CACHE_SIZE).invokeInt(new Object[0]) != 0;
    if (!known) {
      // NNPACK wants the sizes, too: it would say at every convolution that it can't start.
      Object context = torch.getFunction(CONTEXT).invokePointer(new Object[0]);
      torch.getFunction(ENABLE_NNPACK).invokeVoid(new Object[] {context, 0});
    }
    return new CpuConvolutions(known);
  }

  /** One phrase for the log; empty where nothing is out of the ordinary. */
  String description() {
    return cachesKnown ? "" : ", convolutions as for a processor that tells no cache sizes";
  }

  /** {@link Ops#conv2d} on the CPU. */
  Tensor conv2d(Tensor x, Tensor weight, int stride, int padding, int dilation, int groups) {
    if (Autocast.isOnHost() && !isSoundInBf16(x, weight.shape(), groups)) {
      try (Autocast.Mode exact = Autocast.pausedOnHost()) {
        return conv2d(exact.output(x), weight, stride, padding, dilation, groups);
      }
    }
    Call call = method(x, weight, stride, padding, dilation, groups);
    if (call.plans()) {
      ConvolutionPlans.ensure(call.method(), x, weight, stride, padding, dilation, groups);
      return ConvolutionPlans.computing(call::tensor);
    }
    return call.tensor();
  }

  /**
   * What {@link #conv2d} would call, for the arguments of {@link Ops#conv2d}; empty if it would
   * switch autocast.
   */
  Optional<Call> call(List<Object> arguments) {
    Tensor x = (Tensor) arguments.get(0);
    Tensor weight = (Tensor) arguments.get(1);
    int[] geometry = arguments.stream().skip(2).mapToInt(number -> (int) number).toArray();
    return Autocast.isOnHost() && !isSoundInBf16(x, weight.shape(), geometry[3])
        ? Optional.empty()
        : Optional.of(method(x, weight, geometry));
  }

  /**
   * A call of one of {@link ScriptOps}' methods.
   *
   * @param plans whether oneDNN plans it
   */
  record Call(String method, List<Object> arguments, boolean plans) {
    Tensor tensor() {
      return ScriptOps.get().tensor(method, arguments.toArray());
    }
  }

  /** The geometry is stride, padding, dilation and groups. */
  private Call method(Tensor x, Tensor weight, int... geometry) {
    long[] shape = weight.shape(); // [out, in / groups, kh, kw]
    boolean grouped = geometry[3] > 1;
    if (!cachesKnown && !grouped && geometry[1] == 0 && shape[2] * shape[3] == 1) {
      return new Call("conv1x1_by_product", List.of(x, weight, geometry[0]), false);
    }
    boolean dilatedDepthwise = grouped && shape[1] == 1 && geometry[2] > 1;
    String method =
        dilatedDepthwise
            ? "conv2d_in_channels_first"
            : cachesKnown ? "conv2d" : "conv2d_in_channels_last";
    return new Call(
        method, List.of(x, weight, geometry[0], geometry[1], geometry[2], geometry[3]), true);
  }

  /** The weight as [out, in / groups, kh, kw]. */
  private static boolean isSoundInBf16(Tensor x, long[] weight, int groups) {
    boolean blocks = weight[0] % BLOCK == 0 && (weight[1] % BLOCK == 0 || weight[1] == COLOURS);
    return groups == 1 && blocks && x.size(2) > 1 && x.size(3) > 1;
  }
}
