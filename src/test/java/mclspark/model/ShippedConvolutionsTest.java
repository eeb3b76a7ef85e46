package mclspark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, which a fault of libtorch would end. */
@Tag("slow")
class ShippedConvolutionsTest {

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void allAreRight(@TempDir Path folder) throws Exception {
    assertAllRun(folder, Map.of(), "1", "3", "32");
  }

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void allAreRightHeldToAvx2(@TempDir Path folder) throws Exception {
    assertAllRun(folder, Map.of("ATEN_CPU_CAPABILITY", "avx2", "ONEDNN_MAX_CPU_ISA", "AVX2"), "3");
  }

  @Test
  @Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void threadsDoNotSpoilEachOthersPlans(@TempDir Path folder) throws Exception {
    String output = OwnJvm.run(ConcurrentNetworks.class, folder, Map.of());
    assertTrue(output.strip().endsWith("done 80"), OwnJvm.end(output));
  }

  private static void assertAllRun(Path folder, Map<String, String> environment, String... batches)
      throws IOException, InterruptedException {
    String output = OwnJvm.run(ShippedConvolutions.class, folder, environment, batches);
    String last = output.lines().reduce((before, line) -> line).orElseThrow();
    assertTrue(last.matches("done \\d{3,}"), OwnJvm.end(output));
    assertEquals(0, output.lines().filter(line -> line.contains("NNPACK")).count());
  }
}
