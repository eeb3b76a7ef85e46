package mclspark.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mclspark.pretrain.PretrainConfig;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code checkpoint}. */
final class CheckpointConfigTest {

  @Test
  void defaults() {
    assertEquals(new CheckpointConfig(3, 30, 1, 0, "auto"), Configurations.run().checkpoint());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        PretrainConfig::checkpoint,
        new CheckpointConfig(1, 0, 2, 7, "s3a://b/c"),
        "checkpoint.keep=1",
        "checkpoint.every_minutes=0",
        "checkpoint.every_epochs=2",
        "checkpoint.every_steps=7",
        "checkpoint.resume=s3a://b/c");
  }

  @Test
  void resumeIsNotEmpty() {
    assertEquals(
        "command line: checkpoint.resume is empty; it must be auto, never or the path of a"
            + " checkpoint.",
        Configurations.refusal("checkpoint.resume="));
  }
}
