package mclspark.dataset.shards.labels;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which files hold the numbers of ImageNet's development kit. */
final class GroundTruthTest {

  @Test
  void theyAreKnownByTheirNameOrTheirNumbers() {
    String name = "kit/ILSVRC2012_validation_ground_truth.txt";
    assertTrue(GroundTruth.is(name, List.of("1", "1000")));
    assertFalse(GroundTruth.is(name, List.of("n01440764")));
    assertFalse(GroundTruth.is("x.txt", List.of("1", "1000")));
    assertTrue(GroundTruth.is("x.txt", Collections.nCopies(50_000, "1000")));
    assertFalse(GroundTruth.is("x.txt", Collections.nCopies(50_000, "1001")));
    assertFalse(GroundTruth.is("x.txt", Collections.nCopies(50_000, "0")));
  }
}
