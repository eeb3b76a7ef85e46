package mclspark.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteOrder;
import mclspark.tensor.HostTensor;

/** Compares tensors with the summaries that the fixtures hold. */
final class Summary {

  private Summary() {}

  /** Every number that the summary has; {@code tolerance} is relative to the L2 norm. */
  static void check(String what, JsonNode expected, float[] actual, double tolerance) {
    NamedValues probe = new NamedValues("probe", 0);
    double sum = 0;
    double square = 0;
    double dot = 0;
    for (int e = 0; e < actual.length; e++) {
      sum += actual[e];
      square += (double) actual[e] * actual[e];
      dot += actual[e] * probe.signed(e);
    }
    double l2 = expected.get("l2").asDouble();
    // The sum of n values moves by up to sqrt(n) times a relative error of the norm.
    double slack = tolerance * Math.max(l2, 1e-6) * Math.sqrt(actual.length);
    assertEquals(l2, Math.sqrt(square), tolerance * Math.max(l2, 1e-6), what + " l2");
    assertEquals(expected.get("sum").asDouble(), sum, slack, what + " sum");
    if (expected.has("probe")) {
      assertEquals(expected.get("probe").asDouble(), dot, slack, what + " probe");
    }
    checkValues(what, expected.get("first"), actual, tolerance * Math.max(l2, 1e-6));
    checkValues(what, expected.get("values"), actual, tolerance * Math.max(l2, 1e-6));
    if (expected.has("shape")) {
      long elements = 1;
      for (JsonNode d : expected.get("shape")) {
        elements *= d.asLong();
      }
      assertEquals(elements, actual.length, what + " elements");
    }
  }

  private static void checkValues(String what, JsonNode list, float[] actual, double tolerance) {
    if (list == null) {
      return;
    }
    float[] expected = new float[list.size()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) list.get(i).asDouble();
    }
    float[] head = java.util.Arrays.copyOf(actual, expected.length);
    assertArrayEquals(expected, head, (float) tolerance, what + " values");
  }

  static float[] floats(HostTensor tensor) {
    float[] values = new float[(int) HostTensor.elements(tensor.shape())];
    tensor.data().slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
