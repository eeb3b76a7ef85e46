package mclspark.supervised;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code mcl}. */
final class MclConfigTest {

  @Test
  void defaultsAreABaseline() {
    MclConfig baseline = Configurations.train().mcl();
    assertEquals(
        new MclConfig(0, 0, 0, 0, 0.1, 3, false, Negatives.BATCH, 2, 1, 8192, 0.5), baseline);
    assertFalse(baseline.isContrastive());
    assertTrue(baseline.balancesClasses());
  }

  @Test
  void everyKeyMaps() throws Exception {
    MclConfig mapped =
        Configurations.train(
                "mcl.vcl_weight=0.2",
                "mcl.soft_vcl_weight=0.3",
                "mcl.icl_weight=0.4",
                "mcl.soft_icl_weight=0.5",
                "mcl.temperature=0.07",
                "mcl.soft_temperature=4",
                "mcl.logit_distillation=true",
                "mcl.negatives=memory-bank",
                "mcl.images_per_class=4",
                "mcl.positives=5",
                "mcl.negative_count=6",
                "mcl.bank_momentum=0.7")
            .mcl();
    assertEquals(
        new MclConfig(0.2, 0.3, 0.4, 0.5, 0.07, 4, true, Negatives.MEMORY_BANK, 4, 5, 6, 0.7),
        mapped);
    Configurations.assertNoDefaults(Configurations.train().mcl(), mapped);
    assertFalse(mapped.balancesClasses());
  }

  @Test
  void everyWeightCounts() {
    assertTrue(Configurations.train("mcl.vcl_weight=1").mcl().isContrastive());
    assertTrue(Configurations.train("mcl.soft_vcl_weight=1").mcl().isContrastive());
    assertTrue(Configurations.train("mcl.icl_weight=1").mcl().isContrastive());
    assertTrue(Configurations.train("mcl.soft_icl_weight=1").mcl().isContrastive());
  }

  @Test
  void batchHoldsWholeClasses() {
    assertEquals(
        "command line: optimizer.batch_size is 128 and mcl.images_per_class is 3; every class in a"
            + " batch must have the same number of pictures: choose a batch of 126 or 129.",
        Configurations.trainRefusal("mcl.images_per_class=3"));
    assertEquals(
        "command line: optimizer.batch_size is 128 and mcl.images_per_class is 200; every class in"
            + " a batch must have the same number of pictures: choose a batch of 200.",
        Configurations.trainRefusal("mcl.images_per_class=200"));
    assertEquals(
        3,
        Configurations.train("mcl.images_per_class=3", "mcl.negatives=memory-bank")
            .mcl()
            .imagesPerClass());
  }

  @Test
  void indexRowsFitABuffer() {
    String[] most = {"mcl.negatives=memory-bank", "mcl.negative_count=2097149"};
    assertEquals(2097149, Configurations.train(most).mcl().negativeCount());
    assertEquals(
        "command line: mcl.negative_count is 2097150; with 128 pictures in each logical rank and 1"
            + " positives it may be at most 2097149.",
        Configurations.trainRefusal("mcl.negatives=memory-bank", "mcl.negative_count=2097150"));
  }

  @Test
  void misspeltNegatives() {
    assertEquals(
        "command line: mcl.negatives is \"memory_bank\"; it must be batch or memory-bank; did you"
            + " mean memory-bank?",
        Configurations.trainRefusal("mcl.negatives=memory_bank"));
  }
}
