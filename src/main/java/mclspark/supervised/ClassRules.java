package mclspark.supervised;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What supervised training needs of the classes of its training pictures (spec 3.3, 4.2). */
final class ClassRules {

  private static final int MOST_NAMED = 5;

  private final SupervisedConfig config;

  ClassRules(SupervisedConfig config) {
    this.config = config;
  }

  List<String> problems(Map<String, Long> picturesPerClass) {
    List<String> sentences = new ArrayList<>();
    long classes = picturesPerClass.values().stream().filter(pictures -> pictures > 0).count();
    if (classes < 2) {
      sentences.add(
          "%s has pictures of %d class; a classifier needs at least two classes."
              .formatted(config.data().trainWords(), classes));
    }
    if (config.mcl().balancesClasses()) {
      addBatchProblem(classes, sentences);
      addSmallClasses(
          "mcl.images_per_class", config.mcl().imagesPerClass(), picturesPerClass, sentences);
    } else {
      addSmallClasses("mcl.positives", config.mcl().positives(), picturesPerClass, sentences);
    }
    return sentences;
  }

  private void addBatchProblem(long classes, List<String> sentences) {
    int batch = config.optimizer().batchSize();
    int each = config.mcl().imagesPerClass();
    if (each * classes < batch) {
      sentences.add(
          "optimizer.batch_size is %d and mcl.images_per_class is %d, which takes %d classes, but %s"
                  .formatted(batch, each, batch / each, config.data().trainWords())
              + " has only %d; choose a batch of at most %d or more pictures of each class."
                  .formatted(classes, each * classes));
    }
  }

  private void addSmallClasses(
      String key, int least, Map<String, Long> picturesPerClass, List<String> sentences) {
    List<String> small = new ArrayList<>();
    picturesPerClass.forEach(
        (name, pictures) -> {
          if (pictures > 0 && pictures < least) {
            small.add("%s has %d".formatted(name, pictures));
          }
        });
    if (!small.isEmpty()) {
      List<String> named = small.subList(0, Math.min(MOST_NAMED, small.size()));
      String more =
          small.size() > MOST_NAMED ? " and %d more".formatted(small.size() - MOST_NAMED) : "";
      sentences.add(
          "%s is %d, but in %s class %s%s; choose a smaller number or leave these classes out."
              .formatted(key, least, config.data().trainWords(), String.join(", ", named), more));
    }
  }
}
