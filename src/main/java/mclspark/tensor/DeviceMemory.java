package mclspark.tensor;

import ai.djl.pytorch.jni.TensorMemory;
import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Addresses of tensors and streams, for libraries that work on the memory of libtorch's tensors. It
 * asks libtorch's C interface, which takes DJL's handles as they are.
 */
public final class DeviceMemory {

  private final Function dataPointer;
  private final Optional<Function> currentStream;

  private DeviceMemory(Function dataPointer, Optional<Function> currentStream) {
    this.dataPointer = dataPointer;
    this.currentStream = currentStream;
  }

  /**
   * Binds the functions of the libtorch that is loaded.
   *
   * @throws IllegalStateException if it lacks them
   */
  public static DeviceMemory open() {
    Path folder = torchFolder();
    Path cuda = folder.resolve("libtorch_cuda.so");
    try {
      NativeLibrary torch = library(folder.resolve("libtorch_cpu.so"));
      return new DeviceMemory(
          torch.getFunction("aoti_torch_get_data_ptr"),
          cuda.toFile().exists() ? Optional.of(streamOf(library(cuda))) : Optional.empty());
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalStateException("libtorch in " + folder + " has no C interface", e);
    }
  }

  /** Folder of the libtorch that is loaded; loads it if it was not. */
  public static Path torchFolder() {
    return Natives.folder();
  }

  /** The library of libtorch that every build has; loads it if it was not. */
  static NativeLibrary libtorch() {
    return library(torchFolder().resolve("libtorch_cpu.so"));
  }

  /** Address of a contiguous tensor's first element, stable while the tensor is open. */
  public long address(Tensor tensor) {
    PointerByReference address = new PointerByReference();
    Object[] arguments = {new Pointer(tensor.array().getHandle()), address};
    if (dataPointer.invokeInt(arguments) != 0) {
      throw new IllegalStateException("libtorch gives no address of " + tensor);
    }
    return Pointer.nativeValue(address.getValue());
  }

  /**
   * The stream on which the calling thread's operations run, as CUDA's handle; 0 is the default
   * stream.
   *
   * @param gpu index of the GPU
   */
  public long stream(int gpu) {
    PointerByReference stream = new PointerByReference();
    Function function =
        currentStream.orElseThrow(
            () -> new IllegalStateException("This build of libtorch has no streams: no CUDA"));
    if (function.invokeInt(new Object[] {gpu, stream}) != 0) {
      throw new IllegalStateException("libtorch gives no stream of GPU " + gpu);
    }
    return Pointer.nativeValue(stream.getValue());
  }

  /**
   * Finds a tensor's address a second way, to know that handles mean what this class takes them
   * for. To be asked once, before an address is given away.
   *
   * @return what is wrong; empty if both ways agree
   */
  public Optional<String> problem(Tensor tensor) {
    long first = address(tensor);
    long second =
        Pointer.nativeValue(Native.getDirectBufferPointer(TensorMemory.view(tensor.array())));
    return first == second && first != 0
        ? Optional.empty()
        : Optional.of("libtorch says 0x%x, DJL 0x%x for one address".formatted(first, second));
  }

  private static Function streamOf(NativeLibrary cuda) {
    return cuda.getFunction("aoti_torch_get_current_cuda_stream");
  }

  private static NativeLibrary library(Path file) {
    return NativeLibrary.getInstance(file.toString());
  }
}
