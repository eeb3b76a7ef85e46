package mclspark.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mclspark.UserError;
import org.junit.jupiter.api.Test;

class ClassNamesTest {

  private static final ClassNames ANIMALS = named("cat", "dog", "owl");
  private static final ClassNames NUMBERED =
      new ClassNames(CifarListing.numbered(CifarFormat.CIFAR10.classes()), false);

  private static ClassNames named(String... names) {
    return new ClassNames(List.of(names), true);
  }

  private static ClassNames.Match match(ClassNames here, ClassNames there, boolean mayLack) {
    return here.match("the network", there, "data.test", mayLack);
  }

  private static String refusal(ClassNames here, ClassNames there, boolean mayLack) {
    return assertThrows(UserError.class, () -> match(here, there, mayLack)).getMessage();
  }

  @Test
  void equalNamesKeepTheirNumbers() {
    ClassNames.Match match = match(ANIMALS, named("cat", "dog", "owl"), false);
    assertTrue(match.isSame() && match.byName());
  }

  @Test
  void anotherOrderIsMatchedByName() {
    ClassNames.Match match = match(ANIMALS, named("owl", "cat", "dog"), false);
    assertArrayEquals(new int[] {2, 0, 1}, match.numbers());
    assertFalse(match.isSame());
  }

  @Test
  void theFirstClassesThatDifferAreNamed() {
    assertEquals(
        "data.test has other classes than the network (3 and 3): eel is only in data.test, dog is"
            + " only in the network. Give pictures of the same classes under the same names.",
        refusal(ANIMALS, named("cat", "eel", "owl"), false));
  }

  @Test
  void classesMayLackOnlyWhereTheCallerSaysSo() {
    assertArrayEquals(new int[] {1, 2}, match(ANIMALS, named("dog", "owl"), true).numbers());
    assertTrue(refusal(ANIMALS, named("dog", "owl"), false).contains("cat is only in the network"));
    assertTrue(refusal(ANIMALS, named("dog", "yak"), true).contains("yak is only in data.test"));
  }

  @Test
  void aNameOfTwoClassesCannotBeMatched() {
    assertTrue(
        refusal(named("a", "b", "b"), named("b", "a"), false).contains("b is the name of two"));
  }

  @Test
  void setsWithoutNamesAreComparedByNumber() {
    ClassNames ten = named("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    ClassNames.Match match = match(ten, NUMBERED, false);
    assertTrue(match.isSame());
    assertFalse(match.byName());
    assertTrue(refusal(ANIMALS, NUMBERED, false).contains("(10 and 3)"));
    assertFalse(match(ClassNames.UNKNOWN, ANIMALS, false).byName());
  }

  @Test
  void foldersNamedByNumbersAreMatchedWithASetWithoutNames() {
    ClassNames sorted = named("0", "2", "1", "3", "4", "5", "6", "7", "9", "8");
    assertArrayEquals(
        new int[] {0, 2, 1, 3, 4, 5, 6, 7, 9, 8}, match(NUMBERED, sorted, false).numbers());
  }

  @Test
  void cifarWithoutAFileOfNamesHasNone() {
    assertFalse(
        new CifarListing(CifarFormat.CIFAR10, List.of(), NUMBERED.names()).classes().known());
    assertTrue(new CifarListing(CifarFormat.CIFAR10, List.of(), ANIMALS.names()).classes().known());
  }
}
