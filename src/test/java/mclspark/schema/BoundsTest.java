package mclspark.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Bounds as text. */
final class BoundsTest {

  @Test
  void edgesBelongOrNot() {
    Bounds bounds = Bounds.of(">= 0 and < 1");
    assertTrue(bounds.allow(0));
    assertTrue(bounds.allow(Math.nextDown(1.0)));
    assertFalse(bounds.allow(1));
    assertFalse(bounds.allow(-Double.MIN_VALUE));
    assertFalse(Bounds.of("> 0").allow(0));
    assertTrue(Bounds.of("<= 2").allow(2));
    assertEquals(" >= 0 and < 1", bounds.suffix());
  }

  @Test
  void onlyFiniteNumbersAreAllowed() {
    Bounds none = Bounds.of("");
    assertTrue(none.allow(-1e300));
    assertFalse(none.allow(Double.NaN));
    assertFalse(none.allow(Double.POSITIVE_INFINITY));
    assertEquals("a finite number", none.words());
  }

  @Test
  void unknownFormFailsAtOnce() {
    assertThrows(IllegalArgumentException.class, () -> Bounds.of("=< 3"));
  }
}
