package mclspark.tensor.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The functions of the CUDA runtime that tell how far a stream is and how a GPU fares. All throw an
 * {@link IllegalStateException} with CUDA's code if they fail.
 */
public final class CudaRuntime {

  private static final List<String> FILES =
      List.of("libcudart.so.12", "libcudart.so.13", "libcudart.so");

  private static final int OUT_OF_MEMORY = 2;
  private static final int NOT_READY = 600;
  private static final int DISABLE_TIMING = 2;
  private static final int PORTABLE = 1; // locked for the contexts of all GPUs
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;

  private final NativeLibrary library;
  private final Function setDevice;
  private final Function create;
  private final Function record;
  private final Function query;
  private final Function destroy;

  /**
   * Finds the runtime that libtorch's CUDA build has loaded, else another one.
   *
   * @param torchFolder where libtorch's files are
   * @param other a file to look into before the system's
   * @param misses gets one phrase per library that does not fit
   * @throws UnsatisfiedLinkError if a library has only some of the functions
   */
  public static Optional<CudaRuntime> find(
      Path torchFolder, Optional<String> other, List<String> misses) {
    List<String> places = new ArrayList<>();
    places.add(torchFolder.resolve("libtorch_cuda.so").toString());
    other.ifPresent(places::add);
    places.addAll(FILES);
    return NativeLibraries.first(places, "cudaEventQuery", misses).map(CudaRuntime::new);
  }

  private CudaRuntime(NativeLibrary library) {
    this.library = library;
    setDevice = library.getFunction("cudaSetDevice");
    create = library.getFunction("cudaEventCreateWithFlags");
    record = library.getFunction("cudaEventRecord");
    query = library.getFunction("cudaEventQuery");
    destroy = library.getFunction("cudaEventDestroy");
  }

  /** Makes a GPU the calling thread's own. */
  public void use(int device) {
    check("cudaSetDevice", setDevice.invokeInt(new Object[] {device}));
  }

  /** A new event of the thread's GPU. */
  public Pointer newEvent() {
    PointerByReference event = new PointerByReference();
    check("cudaEventCreateWithFlags", create.invokeInt(new Object[] {event, DISABLE_TIMING}));
    return event.getValue();
  }

  /**
   * Lets the event happen when the stream has done all that is queued now.
   *
   * @param stream null for the default stream of the thread's GPU
   */
  public void record(Pointer event, Pointer stream) {
    check("cudaEventRecord", record.invokeInt(new Object[] {event, stream}));
  }

  /** Whether the event has happened; true if it was never recorded. */
  public boolean happened(Pointer event) {
    int code = query.invokeInt(new Object[] {event});
    if (code != NOT_READY) {
      check("cudaEventQuery", code);
    }
    return code != NOT_READY;
  }

  /** Frees an event. */
  public void destroy(Pointer event) {
    check("cudaEventDestroy", destroy.invokeInt(new Object[] {event}));
  }

  /**
   * The error after which every call of this process on a GPU fails: a kernel that asserted or
   * wrote where it must not, broken memory, a GPU that is gone. Waits for nothing.
   *
   * @return such as {@code CUDA error 700 (cudaErrorIllegalAddress)}; empty if the GPU can be used
   */
  public Optional<String> deadContext(int device) {
    int code = setDevice.invokeInt(new Object[] {device});
    if (code == 0) {
      code = library.getFunction("cudaStreamQuery").invokeInt(new Object[] {Pointer.NULL});
    }
    boolean usable = code == 0 || code == OUT_OF_MEMORY || code == NOT_READY;
    return usable
        ? Optional.empty()
        : Optional.of("CUDA error %d (%s)".formatted(code, name(code)));
  }

  /** Compute capability of a GPU, such as {@code 7.5}. */
  public String capability(int device) {
    return attribute(device, CAPABILITY_MAJOR) + "." + attribute(device, CAPABILITY_MINOR);
  }

  /**
   * Memory of a GPU in bytes.
   *
   * @param free what no process holds
   * @param total all of it
   */
  public record Memory(long free, long total) {}

  /** Asks for a GPU's memory; it becomes the calling thread's own. */
  public Memory memory(int device) {
    use(device);
    String function = "cudaMemGetInfo";
    LongByReference free = new LongByReference();
    LongByReference total = new LongByReference();
    check(function, library.getFunction(function).invokeInt(new Object[] {free, total}));
    return new Memory(free.getValue(), total.getValue());
  }

  /**
   * Page-locks memory of the host, so that GPUs read and write it by themselves.
   *
   * @param address of the first byte
   * @throws IllegalStateException if CUDA refuses, as for want of memory that may be locked
   */
  public void lock(Pointer address, long bytes) {
    int code =
        library.getFunction("cudaHostRegister").invokeInt(new Object[] {address, bytes, PORTABLE});
    if (code != 0) {
      library.getFunction("cudaGetLastError").invokeInt(new Object[0]); // libtorch would find it
    }
    check("cudaHostRegister", code);
  }

  /** Undoes {@link #lock}; no copy from or to the memory may run any more. */
  public void unlock(Pointer address) {
    String function = "cudaHostUnregister";
    check(function, library.getFunction(function).invokeInt(new Object[] {address}));
  }

  /** Whether one GPU reads and writes the memory of another without the host. */
  public boolean reaches(int device, int other) {
    String function = "cudaDeviceCanAccessPeer";
    IntByReference can = new IntByReference();
    check(function, library.getFunction(function).invokeInt(new Object[] {can, device, other}));
    return can.getValue() != 0;
  }

  private int attribute(int device, int which) {
    String function = "cudaDeviceGetAttribute";
    IntByReference value = new IntByReference();
    check(function, library.getFunction(function).invokeInt(new Object[] {value, which, device}));
    return value.getValue();
  }

  private String name(int code) {
    return library.getFunction("cudaGetErrorName").invokeString(new Object[] {code}, false);
  }

  private static void check(String function, int code) {
    if (code != 0) {
      throw new IllegalStateException(function + " failed with CUDA error " + code);
    }
  }
}
