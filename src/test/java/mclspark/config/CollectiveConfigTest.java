package mclspark.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code collective}. */
final class CollectiveConfigTest {

  @Test
  void defaults() {
    assertEquals(
        new CollectiveConfig(Backend.AUTO, 60, 600, 60, 0, Encryption.AUTO, "auto"),
        Configurations.run().collective());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        RunConfig::collective,
        new CollectiveConfig(Backend.NCCL, 5, 50, 7, 65536, Encryption.TRUE, "/lib/nccl.so"),
        "collective.backend=nccl",
        "collective.timeout_seconds=5",
        "collective.progress_timeout_seconds=50",
        "collective.setup_timeout_seconds=7",
        "collective.socket_buffer_bytes=65536",
        "collective.encrypt=true",
        "collective.nccl_library=/lib/nccl.so");
  }

  @Test
  void progressMayTakeAtLeastAsLongAsSilence() {
    assertEquals(
        "command line: collective.progress_timeout_seconds is 10 and collective.timeout_seconds is"
            + " 60; waiting for a live worker must be allowed to last at least as long.",
        Configurations.refusal("collective.progress_timeout_seconds=10"));
  }
}
