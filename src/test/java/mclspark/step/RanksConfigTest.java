package mclspark.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mclspark.pretrain.PretrainConfig;
import mclspark.run.Configurations;
import mclspark.tensor.Precision;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code ranks}. */
final class RanksConfigTest {

  @Test
  void defaults() {
    assertEquals(
        new RanksConfig(8, 8, 1, Device.AUTO, true, Precision.FLOAT32),
        Configurations.run().ranks());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        PretrainConfig::ranks,
        new RanksConfig(4, 2, 3, Device.CPU, false, Precision.BF16),
        "ranks.logical=4",
        "ranks.workers=2",
        "ranks.threads=3",
        "ranks.device=cpu",
        "ranks.channels_last=false",
        "ranks.precision=bf16");
  }

  @Test
  void fewerWorkersKeepTheBits() {
    RanksConfig eight = Configurations.run("ranks.logical=8", "ranks.workers=8").ranks();
    assertEquals(8, eight.workersOn(9));
    assertEquals(8, eight.workersOn(8));
    assertEquals(4, eight.workersOn(7));
    assertEquals(2, eight.workersOn(3));
    assertEquals(1, eight.workersOn(1));
    RanksConfig six =
        Configurations.run("ranks.logical=6", "ranks.workers=6", "optimizer.batch_size=96").ranks();
    assertEquals(3, six.workersOn(5));
    assertEquals(1, six.workersOn(2), "6 / 2 is no power of two");
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
