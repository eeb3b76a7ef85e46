package mclspark.tensor;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.util.function.LongSupplier;
import mclspark.tensor.cuda.CudaRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A CUDA event; freed when nobody holds the mark any more. */
final class CudaMark implements StreamMark {

  private static final Logger LOG = LoggerFactory.getLogger(CudaMark.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private final CudaRuntime cuda;
  private final int gpu;
  private final LongSupplier stream;
  private final Pointer event;

  /**
   * Makes the event on a GPU, which becomes the calling thread's own.
   *
   * @param stream the calling thread's stream on that GPU, as CUDA's handle; 0 is the default one
   */
  CudaMark(CudaRuntime cuda, int gpu, LongSupplier stream) {
    this.cuda = cuda;
    this.gpu = gpu;
    this.stream = stream;
    cuda.use(gpu);
    Pointer made = cuda.newEvent();
    event = made;
    CLEANER.register(this, () -> free(cuda, gpu, made));
  }

  /**
   * A mark on the calling thread's stream.
   *
   * @throws IllegalStateException if the engine has no GPU
   */
  static CudaMark of(TorchEngine engine, CudaRuntime cuda) {
    int gpu =
        engine.gpu().orElseThrow(() -> new IllegalStateException("No GPU copies for a CPU engine"));
    DeviceMemory addresses = DeviceMemory.open();
    return new CudaMark(cuda, gpu, () -> addresses.stream(gpu));
  }

  /** On the cleaner's thread, perhaps while the process ends: what it cannot free ends with it. */
  private static void free(CudaRuntime cuda, int gpu, Pointer event) {
    try {
      cuda.use(gpu); // a thread without a GPU would open a context on GPU 0
      cuda.destroy(event);
    } catch (IllegalStateException e) {
      LOG.debug("A CUDA event could not be freed: {}", e.getMessage());
    }
  }

  @Override
  public void set() {
    cuda.use(gpu); // the default stream is that of the thread's GPU
    long handle = stream.getAsLong();
    cuda.record(event, handle == 0 ? Pointer.NULL : new Pointer(handle));
  }

  @Override
  public boolean reached() {
    cuda.use(gpu); // a thread without a GPU would open a context on GPU 0
    return cuda.happened(event);
  }
}
