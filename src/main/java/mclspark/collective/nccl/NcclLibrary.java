package mclspark.collective.nccl;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import mclspark.collective.DeviceBuffer;
import mclspark.collective.Failure;
import mclspark.tensor.cuda.CudaRuntime;

/**
 * The functions of NCCL that are used, in its non-blocking mode: a call returns at once, and {@link
 * #state} says when the communicator has done it.
 */
final class NcclLibrary {

  static final int SUCCESS = 0;
  private static final int REMOTE_ERROR = 6;
  static final int IN_PROGRESS = 7;

  private static final int FLOAT32 = 7;
  private static final int SUM = 0;
  private static final int FIRST_VERSION = 21400;

  // The oldest layout that has the non-blocking mode; newer libraries fill in what it lacks.
  private static final int CONFIG_BYTES = 24;
  private static final int CONFIG_MAGIC = 0xcafebeef;

  private final NativeLibrary library;
  private final CudaRuntime cuda;
  private final Function uniqueId;
  private final Function initialize;
  private final Function allReduce;
  private final Function asyncError;
  private final Function abort;
  private final Function errorString;
  private final int version;

  /**
   * Binds the functions.
   *
   * @throws UnsatisfiedLinkError if the library lacks one or is too old
   */
  NcclLibrary(NativeLibrary library, CudaRuntime cuda) {
    this.library = library;
    this.cuda = cuda;
    uniqueId = library.getFunction("ncclGetUniqueId");
    initialize = library.getFunction("ncclCommInitRankConfig");
    allReduce = library.getFunction("ncclAllReduce");
    asyncError = library.getFunction("ncclCommGetAsyncError");
    abort = library.getFunction("ncclCommAbort");
    errorString = library.getFunction("ncclGetErrorString");
    IntByReference number = new IntByReference();
    check("ncclGetVersion", library.getFunction("ncclGetVersion").invokeInt(new Object[] {number}));
    version = number.getValue();
    if (version < FIRST_VERSION) {
      throw new UnsatisfiedLinkError("NCCL " + text(version) + " is older than 2.14");
    }
  }

  CudaRuntime cuda() {
    return cuda;
  }

  /** For example 22602, which is 2.26.2. */
  int version() {
    return version;
  }

  /** For example {@code NCCL 2.26.2 in /opt/torch/lib/libtorch_cuda.so}. */
  String description() {
    return "NCCL " + text(version) + " in " + library.getFile();
  }

  /** A new name of a group, for one worker to make and all to use. */
  NcclUniqueId newUniqueId() {
    NcclUniqueId.ByReference id = new NcclUniqueId.ByReference();
    check("ncclGetUniqueId", uniqueId.invokeInt(new Object[] {id}));
    return id;
  }

  /** Begins to join a group with the calling thread's GPU; returns the communicator. */
  Pointer beginJoin(byte[] id, int rank, int size) {
    PointerByReference communicator = new PointerByReference();
    try (Memory config = new Memory(CONFIG_BYTES)) {
      config.setLong(0, CONFIG_BYTES);
      config.setInt(8, CONFIG_MAGIC);
      config.setInt(12, FIRST_VERSION);
      config.setLong(16, 0); // not blocking, and padding
      NcclUniqueId.ByValue name = new NcclUniqueId.ByValue(id);
      check(
          "ncclCommInitRankConfig",
          initialize.invokeInt(new Object[] {communicator, size, name, rank, config}));
    }
    return communicator.getValue();
  }

  /** Begins to queue a sum, in place. */
  void beginAllReduce(Pointer communicator, DeviceBuffer floats) {
    Pointer data = new Pointer(floats.pointer());
    Pointer stream = stream(floats);
    check(
        "ncclAllReduce",
        allReduce.invokeInt(
            new Object[] {data, data, floats.elements(), FLOAT32, SUM, communicator, stream}));
  }

  /** {@link #SUCCESS}, {@link #IN_PROGRESS} or the code of an error. */
  int state(Pointer communicator) {
    IntByReference state = new IntByReference();
    check("ncclCommGetAsyncError", asyncError.invokeInt(new Object[] {communicator, state}));
    return state.getValue();
  }

  /** Ends what runs and frees the communicator; needs nobody else. */
  void abort(Pointer communicator) {
    check("ncclCommAbort", abort.invokeInt(new Object[] {communicator}));
  }

  /** An error of a worker's communicator; what comes from the other end is nobody's here. */
  Failure failure(int rank, int code) {
    return failure(rank, code, "reports: " + sentence(code));
  }

  /** The same for a call that failed. */
  Failure failure(int rank, NcclException e) {
    return failure(rank, e.code(), "says that " + e.getMessage());
  }

  private static Failure failure(int rank, int code, String what) {
    return new Failure(code == REMOTE_ERROR ? -1 : rank, "NCCL of rank " + rank + " " + what);
  }

  /** For example {@code remote process exited or there was a network error (code 6)}. */
  String sentence(int code) {
    return errorString.invokeString(new Object[] {code}, false) + " (code " + code + ")";
  }

  static Pointer stream(DeviceBuffer floats) {
    return floats.stream() == 0 ? Pointer.NULL : new Pointer(floats.stream());
  }

  private void check(String function, int code) {
    if (code != SUCCESS && code != IN_PROGRESS) {
      throw new NcclException(function + " failed: " + sentence(code), code);
    }
  }

  private static String text(int version) {
    return version / 10_000 + "." + version / 100 % 100 + "." + version % 100;
  }
}
