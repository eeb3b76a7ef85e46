package mclspark.tensor;

import com.sun.jna.NativeLibrary;
import java.nio.file.Path;

/**
 * How this machine's CPU computes convolutions. oneDNN 3.7 (in libtorch 2.7.1) divides by the size
 * of a cache when it plans 1x1 convolutions of many channels: in channels-last layout forward and
 * backward, in channels-first layout backward with strides. Some virtual machines tell no cache
 * sizes, and there the process would end with SIGFPE, whatever ONEDNN_MAX_CPU_ISA says. A 1x1
 * convolution is a matrix product over the pixels, so that is how it is computed there; elsewhere
 * oneDNN's own way is faster.
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
    return cachesKnown
        ? ""
        : ", 1x1 convolutions as matrix products since the processor tells no cache sizes";
  }

  /** {@link Ops#conv2d} on the CPU. */
  Tensor conv2d(Tensor x, Tensor weight, int stride, int padding, int dilation, int groups) {
    if (cachesKnown || groups > 1 || padding > 0 || weight.shape()[2] > 1) {
      return ScriptOps.get().tensor("conv2d", x, weight, stride, padding, dilation, groups);
    }
    return ScriptOps.get().tensor("conv1x1_by_product", x, weight, stride);
  }
}
