package mclspark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  private static void assertAllRun(Path folder, Map<String, String> environment, String... batches)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:-CreateCoredumpOnCrash"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ShippedConvolutions.class.getName());
    command.addAll(List.of(batches));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.directory(folder.toFile()).redirectErrorStream(true).start();
    String output;
    try (InputStream all = process.getInputStream()) {
      output = new String(all.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    String end = output.substring(Math.max(0, output.length() - 2000));
    assertEquals(0, process.exitValue(), end);
    String last = output.lines().reduce((before, line) -> line).orElseThrow();
    assertTrue(last.matches("done \\d{3,}"), end);
    assertEquals(0, output.lines().filter(line -> line.contains("NNPACK")).count());
  }
}
