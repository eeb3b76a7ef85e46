package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The discovery script, whose output Spark reads. */
class GpuDiscoveryTest {

  private record Run(int exit, String text) {}

  @Test
  void printsWhatSparkReads() throws Exception {
    assertEquals(
        new Run(0, "{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}\n"),
        run(Map.of("MCL_GPUS", "0,1")));
  }

  @Test
  void listsOnlyVisibleGpus() throws Exception {
    assertEquals(
        new Run(0, "{\"name\": \"gpu\", \"addresses\": [\"3\"]}\n"),
        run(Map.of("CUDA_VISIBLE_DEVICES", "3")));
  }

  @Test
  void refusesNoneAndNonsense() throws Exception {
    for (String list : new String[] {"", "0;1", "\"0\""}) {
      Run run = run(Map.of("MCL_GPUS", list));
      assertNotEquals(0, run.exit(), list);
      assertTrue(run.text().startsWith("get-gpus.sh: "), run.text());
    }
  }

  private static Run run(Map<String, String> variables) throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("mcl.home", "."), "conf/spark/get-gpus.sh");
    ProcessBuilder builder = new ProcessBuilder(script.toAbsolutePath().toString());
    builder.environment().putAll(variables);
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), text);
  }
}
