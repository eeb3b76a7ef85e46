package mclspark.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import mclspark.UserError;
import org.junit.jupiter.api.Test;

class StepMemoryTest {

  @Test
  void theLargestPartOfWhatDoesNotFitIsNamed() {
    List<StepMemory.Part> parts =
        List.of(
            new StepMemory.Part("the networks", "--arch", 1L << 30),
            new StepMemory.Part("the queue", "--queue", 3L << 30));
    assertDoesNotThrow(() -> StepMemory.require(8L << 30, parts));
    UserError error = assertThrows(UserError.class, () -> StepMemory.require(4L << 30, parts));
    assertEquals(
        "The step would take about 5.0 GiB, most of it for the queue, and there are 4.0 GiB: choose"
            + " a smaller --queue.",
        error.getMessage());
  }

  @Test
  void cropsFitABuffer() {
    assertDoesNotThrow(() -> StepMemory.requireBuffer(64, 1024, 1)); // 201 MB
    UserError error =
        assertThrows(UserError.class, () -> StepMemory.requireBuffer(1 << 20, 1024, 2));
    long heap = Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2);
    assertEquals(
        "--batch is 1048576; with --size 1024 it may be at most %d, as its crops lie in one buffer."
            .formatted(heap / (3 << 20)),
        error.getMessage());
  }
}
