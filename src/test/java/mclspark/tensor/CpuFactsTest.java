package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CpuFactsTest {

  @Test
  void libtorchSeesWhatTheKernelSees() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    String flags = Files.exists(info) ? Files.readString(info) : "";
    CpuFacts facts = CpuFacts.ask();
    assertEquals(flags.contains(" avx512_bf16 "), facts.bfloat16());
    assertTrue(facts.ownThreads() >= 1, facts.toString());
    assertEquals(CpuConvolutions.here().cachesKnown(), facts.cachesKnown());
    if (System.getenv("ATEN_CPU_CAPABILITY") == null) {
      assertEquals(!flags.contains(" avx2 "), facts.instructions().equals("basic"));
    }
  }

  @Test
  void theVariableAsksForLess() {
    assertEquals("AVX512", CpuFacts.instructions(true, true, Optional.empty()));
    assertEquals("AVX2", CpuFacts.instructions(true, true, Optional.of("avx2")));
    assertEquals("basic", CpuFacts.instructions(true, true, Optional.of("default")));
    assertEquals("AVX2", CpuFacts.instructions(false, true, Optional.of("avx512")));
    assertEquals("basic", CpuFacts.instructions(false, false, Optional.empty()));
  }
}
