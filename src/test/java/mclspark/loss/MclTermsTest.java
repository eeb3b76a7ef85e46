package mclspark.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class MclTermsTest {

  @Test
  void everyTermHasItsOwnWeight() {
    MclTerms terms = new MclTerms(1, 10, 100, 1000);
    MclTerms weighted = terms.weighted(new MclWeights(2, 3, 4, 5));
    assertArrayEquals(new double[] {2, 30, 400, 5000}, weighted.toArray());
    assertEquals(5432, weighted.total());
    assertEquals(terms, MclTerms.of(terms.toArray()));
  }

  @Test
  void namesTheFirstTermThatIsNoNumber() {
    assertNull(new MclTerms(1, 2, 3, 4).firstNotFinite());
    assertEquals("VCL", new MclTerms(Double.NaN, 2, Double.NaN, 4).firstNotFinite());
    assertEquals("softVCL", new MclTerms(1, Double.NEGATIVE_INFINITY, 3, 4).firstNotFinite());
    assertEquals("ICL", new MclTerms(1, 2, Double.NaN, 4).firstNotFinite());
    assertEquals("softICL", new MclTerms(1, 2, 3, Double.POSITIVE_INFINITY).firstNotFinite());
  }
}
