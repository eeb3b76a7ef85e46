package mclspark.spark.barrier;

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
  private static final Optional<String> ALL = Optional.empty();

  @Test
  void heldGpuIsUsed() {
    assertEquals(
        OptionalInt.of(1), GpuResources.choose(true, Optional.of("1"), CLUSTER, engine(2), ALL));
    assertEquals(
        OptionalInt.of(0), GpuResources.choose(false, Optional.of("0"), CLUSTER, engine(1), ALL));
  }

  @Test
  void idleGpusAreNamedOnce() {
    assertEquals(
        Optional.of(
            "This machine has GPUs (libtorch sees 2), and the run does not use them:"
                + " ranks.device=gpu takes them."),
        GpuResources.idle(OptionalInt.empty(), 2));
    assertEquals(Optional.empty(), GpuResources.idle(OptionalInt.of(0), 2));
    assertEquals(Optional.empty(), GpuResources.idle(OptionalInt.empty(), 0));
  }

  @Test
  void heldGpuThatTheEngineDoesNotSeeFails() {
    for (boolean wanted : new boolean[] {true, false}) {
      UserError error =
          assertThrows(
              UserError.class,
              () -> GpuResources.choose(wanted, Optional.of("0"), CLUSTER, engine(0), ALL));
      assertTrue(
          error
              .getMessage()
              .startsWith(
                  "This worker is to use GPU 0, but its tensor engine sees 0 GPUs. The engine is"
                      + " libtorch in /opt, a build without CUDA: look at PYTORCH_LIBRARY_PATH"),
          error.getMessage());
    }
  }

  @Test
  void wantedGpuThatSparkDidNotGiveFails() {
    UserError error =
        assertThrows(
            UserError.class,
            () -> GpuResources.choose(true, Optional.empty(), CLUSTER, engine(1), ALL));
    assertTrue(error.getMessage().contains("gave this worker no GPU"), error.getMessage());
  }

  @Test
  void localWorkersTakeTheGpuOfTheirRank() {
    assertEquals(
        OptionalInt.of(1),
        GpuResources.choose(true, Optional.empty(), OptionalInt.of(1), engine(2), ALL));
    assertThrows(
        UserError.class,
        () -> GpuResources.choose(true, Optional.empty(), OptionalInt.of(1), engine(1), ALL));
    assertEquals(
        OptionalInt.empty(),
        GpuResources.choose(false, Optional.empty(), OptionalInt.of(1), engine(2), ALL));
  }

  @Test
  void addressIsLookedUpAmongTheVisibleGpus() {
    Optional<String> visible = Optional.of("2, 5");
    assertEquals(
        OptionalInt.of(1),
        GpuResources.choose(true, Optional.of("5"), CLUSTER, engine(2), visible));
    UserError error =
        assertThrows(
            UserError.class,
            () -> GpuResources.choose(true, Optional.of("1"), CLUSTER, engine(2), visible));
    assertTrue(
        error.getMessage().startsWith("Spark gave a worker GPU 1, but its process sees"),
        error.getMessage());
  }

  @Test
  void addressComesFromTheGpuResource() {
    assertEquals(Optional.empty(), GpuResources.address(Map.of()));
    assertEquals(Optional.of("3"), GpuResources.address(gpus("3")));
    assertThrows(UserError.class, () -> GpuResources.address(gpus("0", "1")));
    assertThrows(
        UserError.class,
        () -> GpuResources.choose(true, Optional.of("GPU-5e6f"), CLUSTER, engine(1), ALL));
  }

  private static Map<String, ResourceInformation> gpus(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }

  private static GpuResources.Engine engine(int gpus) {
    return new GpuResources.Engine(gpus, "libtorch in /opt, a build without CUDA");
  }
}
