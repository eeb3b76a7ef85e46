package mclspark.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.OptionalInt;

/**
 * libtorch on one device, for one worker thread: makes tensors and says what it runs on. Several
 * engines may live in one JVM, one a worker thread; the library is loaded once.
 */
public final class TorchEngine {

  static {
    Natives.configure();
  }

  private final PtNDManager manager;
  private final Device device;
  private final int threads;
  private final Precision precision;

  private TorchEngine(Device device, int threads) {
    this(
        (PtNDManager) NDManager.newBaseManager(device, "PyTorch"),
        device,
        threads,
        Precision.FLOAT32);
    // Grad mode, thread count and optimiser mode are per thread in libtorch. The profiling executor
    // may fuse operations after some runs and so change rounding in mid-run: off.
    JniUtils.setGradMode(false);
    useThreads(threads);
    JniUtils.setGraphExecutorOptimize(false);
  }

  private TorchEngine(PtNDManager manager, Device device, int threads, Precision precision) {
    this.manager = manager;
    this.device = device;
    this.threads = threads;
    this.precision = precision;
  }

  /**
   * Lets the calling thread's operations use so many threads. A thread's first look at the number
   * sets it to what any thread has asked for last: so it looks first, and then sets its own.
   */
  static void useThreads(int threads) {
    JniUtils.getNumThreads();
    JniUtils.setNumThreads(threads);
  }

  /**
   * This engine, for networks that compute in another precision.
   *
   * @throws mclspark.UserError if the device does not have it
   */
  public TorchEngine in(Precision other) {
    TorchEngine engine = new TorchEngine(manager, device, threads, other);
    if (other == Precision.BF16) {
      Autocast.requireSupport(engine);
    }
    return engine;
  }

  /** What networks compute with. */
  public Precision precision() {
    return precision;
  }

  /**
   * Opens libtorch on the CPU for the calling thread.
   *
   * @param threads threads that one operation may use; part of a run's identity, since it changes
   *     the order of sums
   */
  public static TorchEngine cpu(int threads) {
    return new TorchEngine(Device.cpu(), threads);
  }

  /**
   * Opens libtorch on a GPU for the calling thread.
   *
   * @throws IllegalStateException if libtorch sees no such GPU; a CPU never stands in for it
   */
  public static TorchEngine gpu(int index, int threads) {
    int visible = gpuCount();
    if (index >= visible) {
      throw new IllegalStateException(
          "GPU %d was asked for, but %s, sees %d".formatted(index, build(), visible));
    }
    measureConvolutions();
    return new TorchEngine(Device.gpu(index), threads);
  }

  /** Lets cuDNN try its algorithms when it meets a shape: those of a run are few and stay. */
  static void measureConvolutions() {
    JniUtils.setBenchmarkCuDNN(true);
  }

  /** Loads the library and compiles what is written in TorchScript, which takes seconds. */
  public static void load() {
    version();
    ScriptOps.get();
  }

  /** GPUs that libtorch sees; 0 with the CPU build of libtorch. */
  public static int gpuCount() {
    Engine engine = Engine.getEngine("PyTorch");
    return GpuCount.of(DeviceMemory.torchFolder(), engine::getGpuCount);
  }

  /** Which libtorch this is, for whoever misses a GPU. */
  public static String build() {
    return "libtorch %s in %s, a build %s CUDA"
        .formatted(version(), DeviceMemory.torchFolder(), hasCuda() ? "with" : "without");
  }

  /** Whether this libtorch is a build with CUDA. */
  public static boolean hasCuda() {
    return Files.exists(DeviceMemory.torchFolder().resolve("libtorch_cuda.so"));
  }

  /** libtorch's version. */
  public static String version() {
    return Engine.getEngine("PyTorch").getVersion();
  }

  /** DJL's version. */
  public static String djlVersion() {
    return Engine.getDjlVersion();
  }

  /** One line for the log: version, device, threads, and what this machine makes necessary. */
  public String description() {
    String ways = onHost() ? CpuConvolutions.here().description() : "";
    return "libtorch %s on %s, %d thread%s%s%s"
        .formatted(
            version(),
            device,
            threads,
            threads == 1 ? "" : "s",
            precision == Precision.FLOAT32 ? "" : ", networks in bfloat16",
            ways);
  }

  /** True if tensors of this engine live in host memory. */
  public boolean onHost() {
    return !device.isGpu();
  }

  /** Index of the GPU; empty on the CPU. */
  public OptionalInt gpu() {
    return onHost() ? OptionalInt.empty() : OptionalInt.of(device.getDeviceId());
  }

  /** A float32 tensor of zeros in the engine's own (64-byte aligned) memory. */
  public Tensor zeros(long... shape) {
    return new Tensor((PtNDArray) manager.zeros(new Shape(shape)));
  }

  /** Copies values to the device. */
  public Tensor tensor(HostTensor values) {
    ByteBuffer data = values.data().slice().order(ByteOrder.LITTLE_ENDIAN);
    Shape shape = new Shape(values.shape());
    return new Tensor((PtNDArray) manager.create(data, shape, values.type().djl()));
  }

  /** A float32 tensor with the given values, row-major. */
  public Tensor floats(float[] values, long... shape) {
    return new Tensor((PtNDArray) manager.create(values, new Shape(shape)));
  }

  /** An int64 tensor with one dimension. */
  public Tensor longs(long... values) {
    return new Tensor((PtNDArray) manager.create(values));
  }

  /**
   * A uint8 tensor over bytes. On the CPU it shares a direct buffer's memory, so the buffer must
   * stay as it is until the tensor is closed.
   */
  public Tensor bytes(ByteBuffer values, long... shape) {
    return new Tensor(manager.create(values.slice(), new Shape(shape), DataType.UINT8.djl()));
  }

  /**
   * A float32 tensor over memory, which must stay until the tensor and all its views are closed.
   *
   * @param memory direct buffer in native order
   * @param elements what it holds
   * @throws IllegalStateException if the engine's tensors do not lie in host memory
   */
  public Tensor over(ByteBuffer memory, long elements) {
    if (!onHost()) {
      throw new IllegalStateException("Host memory is no memory of " + device);
    }
    return new Tensor(
        manager.create(
            memory.slice().order(ByteOrder.nativeOrder()),
            new Shape(elements),
            DataType.FLOAT32.djl()));
  }

  /** A uint8 tensor whose elements have any value. */
  Tensor emptyBytes(long... shape) {
    return new Tensor(manager.create(new Shape(shape), DataType.UINT8.djl()));
  }

  /** How often this process has called libtorch's interpreter so far, by all threads. */
  public static long scriptCalls() {
    return ScriptOps.calls();
  }

  /** Number of tensors that are alive; constant over the steps of a run. */
  public int liveTensors() {
    return manager.getManagedArrays().size() + ScriptOps.get().liveTensors();
  }
}
