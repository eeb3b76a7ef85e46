package mclspark.collective.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mclspark.UserError;
import org.junit.jupiter.api.Test;

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
}
