package mclspark.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code optimizer}. */
final class OptimizerConfigTest {

  @Test
  void defaults() {
    assertEquals(
        new OptimizerConfig(
            200, 256, 0.03, Schedule.STEP, List.of(120, 160), 0.9, 0.0001, false, 0.1, 0.2),
        Configurations.run().optimizer());
  }

  @Test
  void nesterovIsForSupervisedTraining() {
    assertTrue(Configurations.train().optimizer().nesterov());
    assertFalse(Configurations.train("optimizer.nesterov=false").optimizer().nesterov());
    assertEquals(
        "command line: optimizer.nesterov is not a known key; the keys of optimizer are epochs,"
            + " batch_size, lr, schedule, milestones, momentum, weight_decay, warmup_epochs.",
        Configurations.refusal("optimizer.nesterov=true"));
  }

  @Test
  void everyKeyMaps() throws Exception {
    OptimizerConfig mapped =
        Configurations.run(
                "data.crop_size=99",
                "optimizer.epochs=7",
                "optimizer.batch_size=512",
                "optimizer.lr=0.1",
                "optimizer.schedule=cosine",
                "optimizer.milestones=[3,5]",
                "optimizer.momentum=0.8",
                "optimizer.weight_decay=5e-4",
                "optimizer.warmup_epochs=4")
            .optimizer();
    assertEquals(
        new OptimizerConfig(
            7, 512, 0.1, Schedule.COSINE, List.of(3, 5), 0.8, 0.0005, false, 0.1, 0.2, 4),
        mapped);
    Configurations.assertNoDefaults(
        Configurations.run().optimizer(), mapped, "nesterov", "factor", "headLr");
  }

  @Test
  void milestonesAscend() {
    String sentence = "; the epochs must ascend, each only once.";
    assertEquals(
        "command line: optimizer.milestones is [160, 120]" + sentence,
        Configurations.refusal("optimizer.milestones=[160,120]"));
    assertEquals(
        "command line: optimizer.milestones is [5, 5]" + sentence,
        Configurations.refusal("optimizer.milestones=[5,5]"));
  }
}
