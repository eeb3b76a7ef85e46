package mclspark.collective;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** The functions of the CUDA runtime that tell how far a stream is. */
final class CudaRuntime {

  private static final int NOT_READY = 600;
  private static final int DISABLE_TIMING = 2;

  private final Function setDevice;
  private final Function create;
  private final Function record;
  private final Function query;
  private final Function destroy;

  /**
   * Binds the functions.
   *
   * @throws UnsatisfiedLinkError if the library lacks one
   */
  CudaRuntime(NativeLibrary library) {
    setDevice = library.getFunction("cudaSetDevice");
    create = library.getFunction("cudaEventCreateWithFlags");
    record = library.getFunction("cudaEventRecord");
    query = library.getFunction("cudaEventQuery");
    destroy = library.getFunction("cudaEventDestroy");
  }

  /** Makes a GPU the calling thread's own. */
  void use(int device) {
    check("cudaSetDevice", setDevice.invokeInt(new Object[] {device}));
  }

  /** A new event of the thread's GPU. */
  Pointer newEvent() {
    PointerByReference event = new PointerByReference();
    check("cudaEventCreateWithFlags", create.invokeInt(new Object[] {event, DISABLE_TIMING}));
    return event.getValue();
  }

  /** Lets the event happen when the stream has done all that is queued now. */
  void record(Pointer event, Pointer stream) {
    check("cudaEventRecord", record.invokeInt(new Object[] {event, stream}));
  }

  /** Whether the event has happened. */
  boolean happened(Pointer event) {
    int code = query.invokeInt(new Object[] {event});
    if (code != NOT_READY) {
      check("cudaEventQuery", code);
    }
    return code != NOT_READY;
  }

  void destroy(Pointer event) {
    check("cudaEventDestroy", destroy.invokeInt(new Object[] {event}));
  }

  private static void check(String function, int code) {
    if (code != 0) {
      throw new NcclException(function + " failed with CUDA error " + code);
    }
  }
}
