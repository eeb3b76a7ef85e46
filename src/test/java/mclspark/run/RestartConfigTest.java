package mclspark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mclspark.pretrain.PretrainConfig;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code restart}. */
final class RestartConfigTest {

  @Test
  void defaults() {
    assertEquals(new RestartConfig(3, 60), Configurations.run().restart());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        PretrainConfig::restart,
        new RestartConfig(0, 5),
        "restart.limit=0",
        "restart.slot_wait_seconds=5");
  }
}
