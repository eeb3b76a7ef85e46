package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mclspark.run.Configurations;
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
        PretrainConfig::moco,
        new MocoConfig(512, 0.99, 0.1, 2.5, false),
        "moco.queue_size=512",
        "moco.momentum=0.99",
        "moco.temperature=1e-1",
        "moco.soft_temperature=2.5",
        "moco.shuffle=false");
  }

  @Test
  void bothTemperaturesTogetherMustNotOverflowTheLoss() {
    assertEquals(
        "command line: moco.temperature is 0.07 and moco.soft_temperature is 0.2; their product"
            + " must be >= 0.015, or the loss overflows (MCL uses 0.07 and 3).",
        Configurations.refusal("moco.soft_temperature=0.2"));
  }
}
