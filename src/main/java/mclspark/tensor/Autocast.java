package mclspark.tensor;

import com.google.errorprone.annotations.MustBeClosed;
import com.sun.jna.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.tensor.cuda.CudaRuntime;

/**
 * PyTorch's automatic mixed precision: while it is on, libtorch casts what convolutions and matrix
 * products of this thread read. DJL does not have it, so libtorch's own switches are thrown, which
 * are per thread. Gradients pass the casts backwards, and reach the weights as float32.
 */
public final class Autocast {

  private static final String SPACE = "_ZN2at8autocast";

  /** {@code bool is_autocast_enabled(DeviceType)}. */
  private static final String ENABLED = SPACE + "19is_autocast_enabledEN3c1010DeviceTypeE";

  /** {@code void set_autocast_enabled(DeviceType, bool)}. */
  private static final String ENABLE = SPACE + "20set_autocast_enabledEN3c1010DeviceTypeEb";

  /** {@code void set_autocast_dtype(DeviceType, ScalarType)}. */
  private static final String TYPE =
      SPACE + "18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE";

  /** {@code void clear_cache()}: of casts of weights. */
  private static final String CLEAR = SPACE + "11clear_cacheEv";

  /** {@code bool at::cpu::is_avx512_bf16_supported()}. */
  static final String CPU_SUPPORT = "_ZN2at3cpu24is_avx512_bf16_supportedEv";

  /** oneDNN's names of instructions without bfloat16. */
  private static final Set<String> OLDER =
      Set.of("SSE41", "AVX", "AVX2", "AVX2_VNNI", "AVX2_VNNI_2", "AVX512_CORE", "AVX512_CORE_VNNI");

  private static final int CPU = 0; // c10::DeviceType
  private static final int CUDA = 1;
  private static final int BFLOAT16 = 15; // c10::ScalarType
  private static final int FIRST_CAPABILITY = 8;

  /** Of the CPU, as convolutions ask each time. */
  private static final ThreadLocal<Boolean> HERE = ThreadLocal.withInitial(() -> false);

  private Autocast() {}

  /** Restores what was in force before. */
  public interface Mode extends AutoCloseable {

    /** A tensor as float32, whatever it was computed in. */
    Tensor output(Tensor computed);

    @Override
    void close();
  }

  /** Computes in the engine's precision on this thread until closed. */
  @MustBeClosed
  public static Mode of(TorchEngine engine) {
    return engine.precision() == Precision.FLOAT32
        ? Plain.MODE
        : new Switched(engine.onHost() ? CPU : CUDA, true);
  }

  /** Computes in float32 on this thread and the CPU until closed. */
  @MustBeClosed
  static Mode pausedOnHost() {
    return new Switched(CPU, false);
  }

  /**
   * Checks that an engine's processor computes in bfloat16 itself; where it is emulated, it is
   * slower than float32.
   *
   * @throws UserError if it does not, or libtorch has no such switches
   */
  public static void requireSupport(TorchEngine engine) {
    problem(engine)
        .ifPresent(
            problem -> {
              throw new UserError(
                  "ranks.precision is bf16, but " + problem + "; set it to float32.");
            });
  }

  /** Why bfloat16 is of no use on an engine's device; empty if it is. */
  public static Optional<String> problem(TorchEngine engine) {
    for (String symbol : List.of(ENABLED, ENABLE, TYPE, CLEAR)) {
      try {
        function(symbol);
      } catch (UnsatisfiedLinkError e) {
        return Optional.of(
            "libtorch %s does not have autocast as this program knows it (%s)"
                .formatted(TorchEngine.version(), e.getMessage()));
      }
    }
    return engine.onHost() ? cpuProblem() : gpuProblem(engine.gpu().getAsInt());
  }

  private static Optional<String> cpuProblem() {
    Optional<String> limit = limit(System.getenv());
    if (limit.isPresent()) {
      return limit;
    }
    try {
      return flag(function(CPU_SUPPORT).invokeInt(new Object[0]))
          ? Optional.empty()
          : Optional.of("this processor has no instructions for it (avx512_bf16)");
    } catch (UnsatisfiedLinkError e) {
      return Optional.of("libtorch does not tell whether this processor has it");
    }
  }

  /** Whether oneDNN is told to use older instructions; it then computes bfloat16 in float32. */
  static Optional<String> limit(Map<String, String> environment) {
    return Stream.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA")
        .filter(environment::containsKey)
        .findFirst()
        .filter(name -> OLDER.contains(environment.get(name).toUpperCase(Locale.ROOT)))
        .map(
            name ->
                "%s=%s keeps oneDNN from this processor's instructions for it"
                    .formatted(name, environment.get(name)));
  }

  private static Optional<String> gpuProblem(int gpu) {
    List<String> misses = new ArrayList<>();
    return CudaRuntime.find(DeviceMemory.torchFolder(), Optional.empty(), misses)
        .map(cuda -> cuda.capability(gpu))
        .filter(Autocast::isOld)
        .map(
            capability ->
                "GPU %d has compute capability %s, and only 8.0 and later compute in bfloat16"
                    .formatted(gpu, capability));
  }

  static boolean isOld(String capability) {
    return Integer.parseInt(capability.substring(0, capability.indexOf('.'))) < FIRST_CAPABILITY;
  }

  private static Function function(String symbol) {
    return DeviceMemory.libtorch().getFunction(symbol); // JNA remembers both
  }

  /** C++ returns a boolean in the lowest byte alone. */
  static boolean flag(int returned) {
    return (returned & 0xff) != 0;
  }

  /** Whether this thread computes in bfloat16 on the CPU now. */
  static boolean isOnHost() {
    return HERE.get();
  }

  private enum Plain implements Mode {
    MODE;

    @Override
    public Tensor output(Tensor computed) {
      return computed;
    }

    @Override
    public void close() {}
  }

  private static final class Switched implements Mode {

    private final int device;
    private final boolean before;

    Switched(int device, boolean on) {
      this.device = device;
      before = flag(function(ENABLED).invokeInt(new Object[] {device}));
      function(TYPE).invokeVoid(new Object[] {device, BFLOAT16});
      set(on);
    }

    private void set(boolean on) {
      // JNA passes a boolean as all bits, which C++ does not take for one.
      function(ENABLE).invokeVoid(new Object[] {device, on ? 1 : 0});
      if (device == CPU) {
        HERE.set(on);
      }
    }

    @Override
    public Tensor output(Tensor computed) {
      return ScriptOps.get().tensor("to_float", computed);
    }

    @Override
    public void close() {
      set(before);
      function(CLEAR).invokeVoid(new Object[0]);
    }
  }
}
