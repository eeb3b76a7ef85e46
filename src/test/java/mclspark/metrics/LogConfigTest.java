package mclspark.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mclspark.pretrain.PretrainConfig;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code log}. */
final class LogConfigTest {

  @Test
  void defaults() {
    assertEquals(new LogConfig(10, false), Configurations.run().log());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        PretrainConfig::log, new LogConfig(1, true), "log.every_steps=1", "log.tensorboard=true");
  }
}
