package mclspark.supervised;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** What supervised training needs of the classes of its pictures. */
final class ClassRulesTest {

  private static List<String> problems(Map<String, Long> pictures, String... overrides) {
    return Configurations.train(overrides).problemsWithClasses(pictures);
  }

  private static Map<String, Long> classes(int count, long pictures) {
    Map<String, Long> classes = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      classes.put("c" + i, pictures);
    }
    return classes;
  }

  @Test
  void cifarFitsThePublishedBatch() {
    assertEquals(List.of(), problems(classes(100, 500)));
    assertEquals(List.of(), problems(classes(64, 2)));
  }

  @Test
  void batchNeedsEnoughClasses() {
    assertEquals(
        List.of(
            "optimizer.batch_size is 128 and mcl.images_per_class is 2, which takes 64 classes, but"
                + " t has only 10; choose a batch of at most 20 or more pictures of each class."),
        problems(classes(10, 500)));
    assertEquals(List.of(), problems(classes(10, 500), "mcl.negatives=memory-bank"));
  }

  @Test
  void classesNeedEnoughPictures() {
    Map<String, Long> pictures = classes(100, 500);
    pictures.put("c7", 1L);
    pictures.put("c9", 2L);
    assertEquals(
        List.of(
            "mcl.images_per_class is 2, but in t class c7 has 1; choose a smaller number or leave"
                + " these classes out."),
        problems(pictures));
    assertEquals(
        List.of(
            "mcl.positives is 3, but in t class c7 has 1, c9 has 2; choose a smaller number or"
                + " leave these classes out."),
        problems(pictures, "mcl.negatives=memory-bank", "mcl.positives=3"));
  }

  @Test
  void manySmallClassesAreCounted() {
    List<String> problems = problems(classes(8, 1), "mcl.negatives=memory-bank", "mcl.positives=2");
    assertEquals(
        List.of(
            "mcl.positives is 2, but in t class c0 has 1, c1 has 1, c2 has 1, c3 has 1, c4 has 1"
                + " and 3 more; choose a smaller number or leave these classes out."),
        problems);
  }

  @Test
  void oneClassIsNone() {
    assertEquals(
        List.of("t has pictures of 1 class; a classifier needs at least two classes."),
        problems(classes(1, 500), "mcl.negatives=memory-bank"));
  }
}
