package mclspark.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The vector arithmetic against the plain one, which a JVM without the module uses. */
class PixelMathTest {

  private final PixelMath plain = new PlainMath();
  private final PixelMath vector = new VectorMath();
  private final Random random = new Random(5);

  @Test
  void aJvmOfSparkUsesVectors() {
    assertInstanceOf(VectorMath.class, PixelMath.BEST);
  }

  @Test
  void aJvmWithoutTheModuleDoesWithoutVectors() throws IOException, InterruptedException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    String classPath = System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(java, "-cp", classPath, PixelMathTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("PlainMath", said.strip());
    assertEquals(0, process.waitFor());
  }

  /** What the arithmetic of the JVM is. */
  public static void main(String[] arguments) {
    System.out.println(PixelMath.BEST.getClass().getSimpleName());
  }

  @Test
  void weighedSumsAreEqualForEveryNumberOfTapsAndLength() {
    for (int taps = 1; taps < 12; taps++) {
      for (int length = 1; length < 40; length++) {
        int[][] rows = rows(taps, length, -1);
        int[] weights = new int[taps + 3];
        for (int tap = 0; tap < taps; tap++) {
          weights[3 + tap] = random.nextInt((1 << ResizeWeights.BITS) / taps + 1);
        }
        int[] expected = new int[PixelMath.padded(length)];
        int[] actual = new int[PixelMath.padded(length)];
        plain.weigh(expected, rows, weights, 3, taps, length);
        vector.weigh(actual, rows, weights, 3, taps, length);
        requireEqual(expected, actual, length, taps + " taps");
      }
    }
  }

  @Test
  void boxesAreEqualForEveryRadiusAndLength() {
    for (float sigma = 0.1f; sigma < 9; sigma += 0.3f) {
      BlurBox box = BlurBox.of(sigma);
      int count = 2 * box.radius() + 1;
      for (int length = 1; length < 40; length++) {
        int[][] rows = rows(count + 2, length, PixelBytes.COLOURS);
        int[] expected = new int[PixelMath.padded(length)];
        int[] actual = new int[PixelMath.padded(length)];
        plain.box(expected, rows, count, rows[count], rows[count + 1], box, length);
        vector.box(actual, rows, count, rows[count], rows[count + 1], box, length);
        requireEqual(expected, actual, length, "sigma " + sigma);
      }
    }
  }

  @Test
  void coloursAreEqual() {
    for (int factor = 0; factor < 1 << 23; factor += 123_457) {
      int length = 1 + random.nextInt(100);
      int[] expected = rows(1, length, PixelBytes.COLOURS)[0];
      int[] actual = expected.clone();
      plain.saturate(expected, factor, length);
      vector.saturate(actual, factor, length);
      requireEqual(expected, actual, length, "saturation " + factor);
      plain.order(expected, length);
      vector.order(actual, length);
      requireEqual(expected, actual, length, "order");
    }
  }

  // White now and then, the largest sums there are.
  private int[][] rows(int count, int length, int bits) {
    int[][] rows = new int[count][PixelMath.padded(length)];
    for (int[] row : rows) {
      for (int i = 0; i < length; i++) {
        row[i] = (random.nextInt(4) == 0 ? -1 : random.nextInt()) & bits;
      }
    }
    return rows;
  }

  private static void requireEqual(int[] expected, int[] actual, int length, String what) {
    assertArrayEquals(
        Arrays.copyOf(expected, length), Arrays.copyOf(actual, length), what + ", " + length);
  }
}
