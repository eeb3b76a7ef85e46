package mclspark.tensor;

import com.sun.jna.NativeLibrary;
import java.util.Optional;

/**
 * What libtorch makes of the processor.
 *
 * @param instructions that its kernels are chosen for: AVX512, AVX2 or the architecture's basic
 *     ones
 * @param ownThreads it would take in a thread that sets no number
 * @param bfloat16 whether the processor multiplies bfloat16, and oneDNN may let it
 * @param cachesKnown whether the processor tells its cache sizes; else convolutions are computed
 *     another way, see {@link TorchEngine#description}
 */
public record CpuFacts(String instructions, int ownThreads, boolean bfloat16, boolean cachesKnown) {

  private static final String LIMIT = "ATEN_CPU_CAPABILITY";

  /** Asks the libtorch that is loaded, in a thread with no engine; loads it if it was not. */
  public static CpuFacts ask() {
    NativeLibrary torch = DeviceMemory.libtorch();
    boolean avx512 = ask(torch, "_ZN2at3cpu19is_avx512_supportedEv");
    boolean avx2 = ask(torch, "_ZN2at3cpu17is_avx2_supportedEv");
    return new CpuFacts(
        instructions(avx512, avx2, Optional.ofNullable(System.getenv(LIMIT))),
        torch.getFunction("_ZN2at15get_num_threadsEv").invokeInt(new Object[0]),
        ask(torch, Autocast.CPU_SUPPORT) && Autocast.limit(System.getenv()).isEmpty(),
        CpuConvolutions.here().cachesKnown());
  }

  /** As libtorch decides: its variable may ask for less than the processor has. */
  static String instructions(boolean avx512, boolean avx2, Optional<String> limit) {
    if (limit.equals(Optional.of("default")) || !avx2) {
      return "basic";
    }
    return avx512 && !limit.equals(Optional.of("avx2")) ? "AVX512" : "AVX2";
  }

  /** False where this version of libtorch lacks the function, too. */
  private static boolean ask(NativeLibrary torch, String function) {
    try {
      return Autocast.flag(torch.getFunction(function).invokeInt(new Object[0]));
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
