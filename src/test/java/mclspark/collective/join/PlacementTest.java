package mclspark.collective.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mclspark.UserError;
import mclspark.collective.Backend;
import org.junit.jupiter.api.Test;

/** Which back end workers get by where they are. */
class PlacementTest {

  private static final Placement THREADS = new Placement(3, 1, 1);
  private static final Placement ONE_MACHINE = new Placement(4, 2, 1);
  private static final Placement CLUSTER = new Placement(4, 4, 2);

  @Test
  void autoTakesTheShortestWay() {
    assertEquals(Backend.THREADS, THREADS.choose(Backend.AUTO));
    assertEquals(Backend.SHARED_MEMORY, ONE_MACHINE.choose(Backend.AUTO));
    assertEquals(Backend.TCP, CLUSTER.choose(Backend.AUTO));
  }

  @Test
  void wishesAreGranted() {
    assertEquals(Backend.TCP, THREADS.choose(Backend.TCP));
    assertEquals(Backend.SHARED_MEMORY, THREADS.choose(Backend.SHARED_MEMORY));
    assertEquals(Backend.TCP, ONE_MACHINE.choose(Backend.TCP));
  }

  @Test
  void impossibleWishesAreRefused() {
    assertEquals(
        "collective.backend is threads, but there are 4 workers in 2 JVMs on 1 machine; set it to"
            + " auto, shared-memory or tcp.",
        assertThrows(UserError.class, () -> ONE_MACHINE.choose(Backend.THREADS)).getMessage());
    assertEquals(
        "collective.backend is shared-memory, but there are 4 workers in 4 JVMs on 2 machines; set"
            + " it to auto or tcp.",
        assertThrows(UserError.class, () -> CLUSTER.choose(Backend.SHARED_MEMORY)).getMessage());
  }
}
