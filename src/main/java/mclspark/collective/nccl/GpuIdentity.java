package mclspark.collective.nccl;

import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mclspark.tensor.cuda.NativeLibraries;

/** What tells a GPU from all others: asks CUDA's driver. */
public final class GpuIdentity {

  private static final int UUID_BYTES = 16;

  private GpuIdentity() {}

  /**
   * UUID of a GPU, or of its part where it is divided by MIG.
   *
   * @param index among the GPUs that this process sees
   * @param visible value of CUDA_VISIBLE_DEVICES; stands in where the driver gives no UUID
   */
  public static String of(int index, Optional<String> visible) {
    return of(index, visible, List.of("libcuda.so.1"));
  }

  static String of(int index, Optional<String> visible, List<String> drivers) {
    return NativeLibraries.first(drivers, "cuDeviceGetUuid_v2", new ArrayList<>())
        .flatMap(driver -> uuid(driver, index))
        .orElseGet(() -> "number-" + number(index, visible));
  }

  private static Optional<String> uuid(NativeLibrary driver, int index) {
    IntByReference device = new IntByReference();
    byte[] bytes = new byte[UUID_BYTES];
    boolean known =
        driver.getFunction("cuInit").invokeInt(new Object[] {0}) == 0
            && driver.getFunction("cuDeviceGet").invokeInt(new Object[] {device, index}) == 0
            && driver
                    .getFunction("cuDeviceGetUuid_v2")
                    .invokeInt(new Object[] {bytes, device.getValue()})
                == 0;
    return known ? Optional.of("GPU-" + text(bytes)) : Optional.empty();
  }

  private static UUID text(byte... bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  private static String number(int index, Optional<String> visible) {
    String[] entries = visible.orElse("").split(",", -1);
    return index < entries.length && !entries[index].isBlank()
        ? entries[index].strip()
        : Integer.toString(index);
  }
}
