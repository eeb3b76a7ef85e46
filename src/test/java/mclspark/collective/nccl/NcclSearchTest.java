package mclspark.collective.nccl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NcclSearchTest {

  @TempDir Path folder;

  @Test
  void theConfiguredFileIsTaken() throws Exception {
    GpuCard.Nccl found = FakeNccl.search().version();
    assertEquals(22602, found.version(), found.reason());
    assertEquals("NCCL 2.26.2 in " + FakeNccl.library(), found.reason());
  }

  @Test
  void libtorchIsTakenBeforeTheSystem() throws Exception {
    Path torch = Files.copy(FakeNccl.library(), folder.resolve("libtorch_cuda.so"));
    GpuCard.Nccl found = new NcclSearch(Optional.empty(), folder).version();
    assertEquals("NCCL 2.26.2 in " + torch, found.reason());
  }

  @Test
  void aConfiguredFileThatIsNoneIsNotReplacedByAnother() throws Exception {
    Files.copy(FakeNccl.library(), folder.resolve("libtorch_cuda.so"));
    Path wrong = Files.writeString(folder.resolve("libnccl.so.2"), "text");
    GpuCard.Nccl found = new NcclSearch(Optional.of(wrong.toString()), folder).version();
    assertEquals(0, found.version());
    assertTrue(found.reason().startsWith("NCCL was not found in " + wrong), found.reason());
  }

  @Test
  void theDriverTellsTheUuid() throws Exception {
    String driver = FakeNccl.library().toString();
    assertEquals(
        "GPU-2a2b2c2d-2e2f-3031-3233-343536373839",
        GpuIdentity.of(2, Optional.empty(), List.of(driver)));
    assertEquals("number-1", GpuIdentity.of(1, Optional.empty(), List.of("no-driver")));
    assertEquals("number-5", GpuIdentity.of(1, Optional.of("4, 5"), List.of("no-driver")));
    assertEquals("number-77", GpuIdentity.of(77, Optional.empty(), List.of(driver)));
  }
}
