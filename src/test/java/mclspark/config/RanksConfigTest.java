package mclspark.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code ranks}. */
final class RanksConfigTest {

  @Test
  void defaults() {
    assertEquals(new RanksConfig(8, 8, 1, Device.AUTO, true), Configurations.run().ranks());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        RunConfig::ranks,
        new RanksConfig(4, 2, 3, Device.CPU, false),
        "ranks.logical=4",
        "ranks.workers=2",
        "ranks.threads=3",
        "ranks.device=cpu",
        "ranks.channels_last=false");
  }

  @Test
  void workersDivideLogicalRanks() {
    assertEquals(
        "command line: ranks.workers is 3 and ranks.logical is 8; the workers must divide the"
            + " logical ranks evenly: choose 1, 2, 4, 8.",
        Configurations.refusal("ranks.workers=3"));
    assertEquals(4, Configurations.run("ranks.workers=2").ranks().logicalPerWorker());
  }
}
