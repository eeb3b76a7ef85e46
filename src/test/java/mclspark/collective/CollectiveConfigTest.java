package mclspark.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code collective}. */
final class CollectiveConfigTest {

  @Test
  void defaults() {
    assertEquals(
        new CollectiveConfig(Backend.AUTO, 60, 600, 60, 0, Encryption.AUTO, "auto", ""),
        Configurations.run().collective());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        PretrainConfig::collective,
        new CollectiveConfig(Backend.NCCL, 5, 50, 7, 65536, Encryption.TRUE, "/lib/nccl.so", "4-7"),
        "collective.backend=nccl",
        "collective.timeout_seconds=5",
        "collective.progress_timeout_seconds=50",
        "collective.setup_timeout_seconds=7",
        "collective.socket_buffer_bytes=65536",
        "collective.encrypt=true",
        "collective.nccl_library=/lib/nccl.so",
        "collective.ports=4-7");
  }

  @Test
  void aGroupWorksWithWhatIsConfigured() {
    CollectiveConfig config =
        new CollectiveConfig(Backend.TCP, 5, 50, 7, 65536, Encryption.TRUE, "auto", "4-7");
    assertEquals(
        new CollectiveOptions(
            Duration.ofSeconds(5),
            Duration.ofSeconds(50),
            Duration.ofSeconds(7),
            65536,
            CollectiveOptions.defaults().chunkBytes(),
            true,
            new PortRange(4, 7)),
        config.settings());
    assertEquals(CollectiveOptions.defaults(), Configurations.run().collective().settings());
  }

  @Test
  void progressMayTakeAtLeastAsLongAsSilence() {
    assertEquals(
        "command line: collective.progress_timeout_seconds is 10 and collective.timeout_seconds is"
            + " 60; waiting for a live worker must be allowed to last at least as long.",
        Configurations.refusal("collective.progress_timeout_seconds=10"));
  }

  @Test
  void portsAreARange() {
    assertEquals(
        new PortRange(40000, 40100),
        Configurations.run("collective.ports=40000-40100").collective().portRange());
    assertEquals(PortRange.ANY, Configurations.run().collective().portRange());
    for (String wrong : List.of("40000", "40100-40000", "0-10", "1-70000", "a-b")) {
      assertEquals(
          "command line: collective.ports is '"
              + wrong
              + "'; it must be empty or a first and a last port from 1 to 65535, such as"
              + " 40000-40100.",
          Configurations.refusal("collective.ports=" + wrong));
    }
  }
}
