package mclspark.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code augmentation}. */
final class AugmentationConfigTest {

  @Test
  void defaults() {
    assertEquals(
        new AugmentationConfig(Pipeline.V1, true, List.of(), 0.2),
        Configurations.run().augmentation());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        PretrainConfig::augmentation,
        new AugmentationConfig(Pipeline.V2, false, List.of(0.1, 0.2, 0.3, 0.4), 0.5),
        "augmentation.pipeline=v2",
        "augmentation.blur=false",
        "augmentation.color_jitter=[0.1,0.2,0.3,0.4]",
        "augmentation.min_scale=0.5");
  }

  @Test
  void jitterIsThePipelinesUnlessGiven() {
    assertEquals(
        List.of(0.4, 0.4, 0.4, 0.4), Configurations.run().augmentation().jitterStrengths());
    assertEquals(
        List.of(0.4, 0.4, 0.4, 0.1),
        Configurations.run("augmentation.pipeline=v2").augmentation().jitterStrengths());
    assertEquals(
        List.of(0.1, 0.2, 0.3, 0.0),
        Configurations.run("augmentation.color_jitter=[0.1,0.2,0.3,0]")
            .augmentation()
            .jitterStrengths());
  }

  @Test
  void onlyV2Blurs() {
    assertFalse(Configurations.run().augmentation().blurs());
    assertTrue(Configurations.run("augmentation.pipeline=v2").augmentation().blurs());
    assertFalse(
        Configurations.run("augmentation.pipeline=v2", "augmentation.blur=false")
            .augmentation()
            .blurs());
  }

  @Test
  void jitterHasFourStrengthsAndHalfACircleOfHue() {
    assertEquals(
        "command line: augmentation.color_jitter has 3 numbers; it must have four (brightness,"
            + " contrast, saturation, hue) or none.",
        Configurations.refusal("augmentation.color_jitter=[0.1,0.2,0.3]"));
    assertEquals(
        "command line: augmentation.color_jitter has a hue of 0.6; it must be <= 0.5, half the"
            + " colour circle.",
        Configurations.refusal("augmentation.color_jitter=[0.1,0.2,0.3,0.6]"));
  }
}
