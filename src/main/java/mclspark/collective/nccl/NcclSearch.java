package mclspark.collective.nccl;

import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.tensor.cuda.CudaRuntime;
import mclspark.tensor.cuda.NativeLibraries;

/**
 * Where NCCL is looked for: the configured file alone if there is one; else libtorch's CUDA build,
 * which has NCCL inside, then the system.
 *
 * @param configured path of the library; empty to search
 * @param torchFolder folder of libtorch's files
 */
public record NcclSearch(Optional<String> configured, Path torchFolder) {

  private static final String TORCH_CUDA = "libtorch_cuda.so";

  /**
   * What a search found.
   *
   * @param library NCCL with its CUDA runtime; empty if either is missing
   * @param reason where they are, or where they were looked for in vain
   */
  record Found(Optional<NcclLibrary> library, String reason) {}

  /** Version of NCCL, such as 22602 for 2.26.2, and from where; 0 and the reason without NCCL. */
  public GpuCard.Nccl version() {
    Found found = find();
    return new GpuCard.Nccl(found.library().map(NcclLibrary::version).orElse(0), found.reason());
  }

  Found find() {
    String torch = torchFolder.resolve(TORCH_CUDA).toString();
    List<String> misses = new ArrayList<>();
    List<String> places = configured.map(List::of).orElse(List.of(torch, "libnccl.so.2"));
    Optional<NativeLibrary> nccl = NativeLibraries.first(places, "ncclGetUniqueId", misses);
    if (nccl.isEmpty()) {
      return missing("NCCL", misses);
    }
    try {
      Optional<CudaRuntime> cuda = CudaRuntime.find(torchFolder, configured, misses);
      if (cuda.isEmpty()) {
        return missing("the CUDA runtime", misses);
      }
      NcclLibrary library = new NcclLibrary(nccl.get(), cuda.get());
      return new Found(Optional.of(library), library.description());
    } catch (UnsatisfiedLinkError e) {
      misses.add(nccl.get().getName() + " (" + e.getMessage() + ")");
      return missing("a usable NCCL", misses);
    }
  }

  private static Found missing(String what, List<String> misses) {
    return new Found(Optional.empty(), what + " was not found in " + String.join(", ", misses));
  }
}
