package mclspark.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** The inputs, and that what is looked for is found. */
final class MutatorTest {

  private static final byte[] VALID = "a valid input of 40 bytes or something".getBytes(UTF_8);

  @Test
  void inputsDifferAndComeAgain() {
    Set<String> inputs = new HashSet<>();
    for (int number = 0; number < 1000; number++) {
      byte[] input = Mutator.input(List.of(VALID), 1, number);
      assertArrayEquals(input, Mutator.input(List.of(VALID), 1, number));
      assertTrue(input.length <= Mutator.LONGEST);
      inputs.add(Arrays.toString(input));
    }
    assertTrue(inputs.size() > 800, "different inputs: " + inputs.size());
  }

  private static String finding(Fuzz.Parser parser) {
    return assertThrows(AssertionFailedError.class, () -> Fuzz.of("parser", VALID).run(parser))
        .getMessage();
  }

  private static void refuse(byte[] input) {
    if (!Arrays.equals(input, VALID)) {
      throw new UserError("it is damaged");
    }
  }

  @Test
  void otherExceptionsAndGreedAreFound() {
    assertTrue(finding(input -> nothing(input)).contains("StackOverflowError"));
    assertTrue(
        finding(
                input -> {
                  byte[] much = new byte[Arrays.equals(input, VALID) ? 1 : 8 << 20];
                  assertEquals(0, much[0]);
                  refuse(input);
                })
            .contains("allocates"));
    assertTrue(finding(input -> {}).contains("refuses nothing"));
  }

  private static int nothing(byte[] input) {
    return Arrays.equals(input, VALID) ? 0 : 1 + nothing(input);
  }
}
