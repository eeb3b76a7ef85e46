package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mclspark.UserError;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class GpuResourcesTest {

  private static final OptionalInt CLUSTER = OptionalInt.empty();

  @Test
  void heldGpuIsUsed() {
    assertEquals(OptionalInt.of(1), GpuResources.choose(true, Optional.of("1"), CLUSTER, 2));
    assertEquals(OptionalInt.of(0), GpuResources.choose(false, Optional.of("0"), CLUSTER, 1));
  }

  @Test
  void heldGpuThatTheEngineDoesNotSeeFails() {
    for (boolean wanted : new boolean[] {true, false}) {
      UserError error =
          assertThrows(
              UserError.class, () -> GpuResources.choose(wanted, Optional.of("0"), CLUSTER, 0));
      assertTrue(
          error
              .getMessage()
              .startsWith("This worker is to use GPU 0, but its tensor engine sees 0 GPUs."),
          error.getMessage());
    }
  }

  @Test
  void wantedGpuThatSparkDidNotGiveFails() {
    UserError error =
        assertThrows(
            UserError.class, () -> GpuResources.choose(true, Optional.empty(), CLUSTER, 1));
    assertTrue(error.getMessage().contains("gave this worker no GPU"), error.getMessage());
  }

  @Test
  void localWorkersTakeTheGpuOfTheirRank() {
    assertEquals(
        OptionalInt.of(1), GpuResources.choose(true, Optional.empty(), OptionalInt.of(1), 2));
    assertThrows(
        UserError.class, () -> GpuResources.choose(true, Optional.empty(), OptionalInt.of(1), 1));
    assertEquals(
        OptionalInt.empty(), GpuResources.choose(false, Optional.empty(), OptionalInt.of(1), 2));
  }

  @Test
  void addressComesFromTheGpuResource() {
    assertEquals(Optional.empty(), GpuResources.address(Map.of()));
    assertEquals(Optional.of("3"), GpuResources.address(gpus("3")));
    assertThrows(UserError.class, () -> GpuResources.address(gpus("0", "1")));
    assertThrows(
        UserError.class, () -> GpuResources.choose(true, Optional.of("GPU-5e6f"), CLUSTER, 1));
  }

  private static Map<String, ResourceInformation> gpus(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }
}
