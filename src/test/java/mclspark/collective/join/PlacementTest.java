package mclspark.collective.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mclspark.Machine;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which back end workers get by where they are. */
class PlacementTest {

  private static final Placement THREADS = new Placement(3, 1, 1);
  private static final Placement ONE_MACHINE = new Placement(4, 2, 1);
  private static final Placement CLUSTER = new Placement(4, 4, 2);

  @Test
  void autoTakesTheShortestWay() {
    assertEquals(BackEnd.THREADS, THREADS.choose(BackEnd.AUTO));
    assertEquals(BackEnd.SHARED_MEMORY, ONE_MACHINE.choose(BackEnd.AUTO));
    assertEquals(BackEnd.TCP, CLUSTER.choose(BackEnd.AUTO));
  }

  @Test
  void wishesAreGranted() {
    assertEquals(BackEnd.TCP, THREADS.choose(BackEnd.TCP));
    assertEquals(BackEnd.SHARED_MEMORY, THREADS.choose(BackEnd.SHARED_MEMORY));
    assertEquals(BackEnd.TCP, ONE_MACHINE.choose(BackEnd.TCP));
  }

  @Test
  void impossibleWishesAreRefused() {
    assertEquals(
        "collective.backend is threads, but there are 4 workers in 2 JVMs on 1 machine; set it to"
            + " auto, shared-memory or tcp.",
        assertThrows(UserError.class, () -> ONE_MACHINE.choose(BackEnd.THREADS)).getMessage());
    assertEquals(
        "collective.backend is shared-memory, but there are 4 workers in 4 JVMs on 2 machines; set"
            + " it to auto or tcp.",
        assertThrows(UserError.class, () -> CLUSTER.choose(BackEnd.SHARED_MEMORY)).getMessage());
  }

  @Test
  void machinesDifferByNameAndStart(@TempDir Path kernel) throws IOException {
    Files.writeString(kernel.resolve("hostname"), "Node 7\n");
    assertTrue(Machine.describe(kernel).startsWith("unknown/"));
    Files.createDirectory(kernel.resolve("random"));
    Files.writeString(kernel.resolve("random/boot_id"), "1-2-3\n");
    assertEquals("node_7/1-2-3", Machine.describe(kernel));
  }
}
