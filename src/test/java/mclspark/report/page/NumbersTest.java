package mclspark.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void durationsUseTheUnitsThatFit() {
    assertEquals("0.4 s", Numbers.duration(0.42));
    assertEquals("1 min 00 s", Numbers.duration(59.6));
    assertEquals("3 min 20 s", Numbers.duration(200));
    assertEquals("2 h 03 min", Numbers.duration(7380));
    assertEquals("–", Numbers.duration(Double.NaN));
  }

  @Test
  void sizesUseTheUnitsThatFit() {
    assertEquals("999 B", Numbers.bytes(999));
    assertEquals("3.4 MB", Numbers.bytes(3_412_000));
    assertEquals("1.5 TB", Numbers.bytes(1.5e12));
  }

  @Test
  void significantDigitsReadWell() {
    assertEquals("13.214", Numbers.significant(13.21443, 5));
    assertEquals("0.07", Numbers.significant(0.07, 4));
    assertEquals("3.2E-7", Numbers.significant(3.2e-7, 4));
    assertEquals("0", Numbers.significant(0, 4));
    assertEquals("Infinity", Numbers.significant(Double.POSITIVE_INFINITY, 4));
  }

  @Test
  void countsAreGroupedAndPointsSigned() {
    assertEquals("1\u202f234\u202f567", Numbers.whole(1_234_567));
    assertEquals("+0.5", Numbers.points(0.46));
    assertEquals("–", Numbers.percent(Double.NEGATIVE_INFINITY));
  }
}
