package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code knn}. */
final class KnnConfigTest {

  @Test
  void defaults() {
    assertEquals(new KnnConfig(5, 20, 0.1, 10000, "", true), Configurations.run().knn());
  }

  @Test
  void everyKeyMaps() throws Exception {
    Configurations.assertMapping(
        PretrainConfig::knn,
        new KnnConfig(0, 200, 0.07, 500, "labelled", false),
        "knn.every_epochs=0",
        "knn.k=200",
        "knn.temperature=0.07",
        "knn.max_pictures=500",
        "knn.train=labelled",
        "knn.features=false");
  }

  @Test
  void thereAreEnoughNeighbours() {
    assertEquals(
        "command line: knn.k is 20 and knn.max_pictures is 10; there must be at least k pictures"
            + " to choose from.",
        Configurations.refusal("knn.max_pictures=10"));
  }
}
