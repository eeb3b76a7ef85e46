package mclspark.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code moco}. */
final class MocoConfigTest {

  @Test
  void defaults() {
    assertEquals(new MocoConfig(65536, 0.999, 0.07, 3, true), Configurations.run().moco());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        RunConfig::moco,
        new MocoConfig(512, 0.99, 0.1, 2.5, false),
        "moco.queue_size=512",
        "moco.momentum=0.99",
        "moco.temperature=1e-1",
        "moco.soft_temperature=2.5",
        "moco.shuffle=false");
  }
}
