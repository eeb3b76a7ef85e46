package mclspark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mclspark.pretrain.PretrainConfig;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code run}. */
final class RunConfigTest {

  @Test
  void defaults() {
    assertEquals(new RunConfig(0, 20), Configurations.run().run());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        PretrainConfig::run, new RunConfig(2.5, 7), "run.max_hours=2.5", "run.retry_hours=7");
  }
}
