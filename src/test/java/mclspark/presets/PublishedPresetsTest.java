package mclspark.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mclspark.augment.SupervisedAugmentationConfig;
import mclspark.model.peers.SupervisedModelConfig;
import mclspark.run.Configurations;
import mclspark.run.Job;
import mclspark.step.OptimizerConfig;
import mclspark.step.Schedule;
import mclspark.supervised.MclConfig;
import mclspark.supervised.Negatives;
import mclspark.supervised.SupervisedConfig;
import org.junit.jupiter.api.Test;

/** Every published row of supervised training is a preset and a row of the page of results. */
final class PublishedPresetsTest {

  // Spec 7.1: top-1 and deviation of baseline, MCL x2, MCL x4, MCL x4 + logit distillation.
  private static final String CIFAR =
      """
      resnet32 70.91 0.14 72.96 0.28 74.04 0.07 - -
      resnet56 73.15 0.23 74.48 0.23 75.74 0.16 - -
      resnet110 75.29 0.16 77.12 0.20 78.82 0.14 - -
      wrn_16_2 72.55 0.24 74.56 0.11 75.79 0.07 76.34 0.22
      wrn_40_2 76.89 0.29 77.51 0.42 78.84 0.22 80.02 0.45
      wrn_28_4 79.17 0.29 - - - - 81.68 0.31
      hcgnet_A1 77.42 0.16 78.62 0.26 79.50 0.15 - -
      hcgnet_A2 79.00 0.41 - - - - 82.47 0.20
      ShuffleNetV2_05x 67.39 0.35 69.55 0.22 70.92 0.28 - -
      ShuffleNetV2_1x 70.93 0.24 73.26 0.18 75.18 0.25 77.02 0.32
      """;

  // Spec 7.2, without deviations. The last one is a preset without a published figure.
  private static final String IMAGENET =
      """
      resnet18 69.76 0 70.32 0 70.77 0 70.82 0
      resnet34 73.30 0 74.13 0 74.34 0 0 0
      """;

  private static final List<String> VARIANTS = List.of("baseline", "mcl-x2", "mcl-x4", "mcl-x4-kd");

  private final Presets presets = new Presets(Path.of(System.getProperty("mcl.home", "")));

  /** One row of the tables. */
  private record Row(String data, String arch, int variant, double accuracy, double deviation) {

    String preset() {
      String network = arch.toLowerCase(Locale.ROOT).replace('_', '-');
      return data + "-" + network + "-" + VARIANTS.get(variant);
    }

    boolean isBaseline() {
      return variant == 0;
    }

    boolean distils() {
      return variant == 3;
    }
  }

  private static List<Row> rows(String data, String table) {
    List<Row> rows = new ArrayList<>();
    for (String line : table.lines().toList()) {
      List<String> cells = Arrays.asList(line.split(" "));
      for (int variant = 0; variant < VARIANTS.size(); variant++) {
        String accuracy = cells.get(1 + 2 * variant);
        if (!accuracy.equals("-")) {
          double deviation = Double.parseDouble(cells.get(2 + 2 * variant));
          rows.add(new Row(data, cells.get(0), variant, Double.parseDouble(accuracy), deviation));
        }
      }
    }
    return rows;
  }

  private static List<Row> all() {
    return Stream.of(rows("cifar100", CIFAR), rows("imagenet", IMAGENET))
        .flatMap(List::stream)
        .toList();
  }

  private SupervisedConfig config(Row row) {
    return SupervisedConfig.reader().read(presets.read(row.preset()), List.of()).config();
  }

  @Test
  void thereAreThirtyOneAndEight() {
    assertEquals(31, rows("cifar100", CIFAR).size());
    assertEquals(8, rows("imagenet", IMAGENET).size());
    List<String> supervised =
        presets.names().stream()
            .filter(name -> presets.read(name).job() == Job.TRAIN)
            .filter(name -> name.matches("(cifar100|imagenet)-.*-(baseline|mcl-x.*)"))
            .toList();
    assertEquals(all().stream().map(Row::preset).sorted().toList(), supervised);
  }

  @Test
  void networksAndFiguresAreTheTables() {
    for (Row row : all()) {
      SupervisedConfig config = config(row);
      int peers =
          row.variant() >= 2 ? 4 : row.isBaseline() && row.data().equals("imagenet") ? 1 : 2;
      assertEquals(new SupervisedModelConfig(row.arch(), peers, 128), config.model(), row.preset());
      assertEquals(row.accuracy(), config.published().accuracy(), row.preset());
      assertEquals(row.deviation(), config.published().deviation(), row.preset());
      int epochs = row.accuracy() == 0 ? 0 : config.optimizer().epochs();
      assertEquals(epochs, config.published().epochs(), row.preset());
      assertEquals(1, config.ranks().logical(), row.preset());
    }
  }

  @Test
  void lossesAreTheTables() {
    for (Row row : all()) {
      double hard = row.isBaseline() ? 0 : 0.1;
      double soft = row.isBaseline() ? 0 : 1;
      boolean cifar = row.data().equals("cifar100");
      double temperature = cifar ? 0.1 : 0.07;
      Negatives negatives = cifar ? Negatives.BATCH : Negatives.MEMORY_BANK;
      assertEquals(
          new MclConfig(
              hard, soft, hard, soft, temperature, 3, row.distils(), negatives, 2, 1, 8192, 0.5),
          config(row).mcl(),
          row.preset());
    }
  }

  @Test
  void schedulesAreTheSpecs() {
    for (Row row : all()) {
      OptimizerConfig expected =
          row.data().equals("cifar100")
              ? new OptimizerConfig(
                  300, 128, 0.1, Schedule.COSINE, List.of(150, 225), 0.9, 5e-4, true, 0.1, 0.2)
              : new OptimizerConfig(
                  90, 256, 0.1, Schedule.STEP, List.of(30, 60), 0.9, 1e-4, true, 0.1, 0.2);
      assertEquals(expected, config(row).optimizer(), row.preset());
    }
  }

  @Test
  void pictureKeysAreTheSpecs() {
    SupervisedConfig cifar = config(all().get(0));
    assertEquals(new SupervisedAugmentationConfig(4, 0.08, 256), cifar.augmentation());
    assertEquals(Configurations.train().data().mean(), cifar.data().mean());
    assertEquals(Configurations.train().data().std(), cifar.data().std());
    SupervisedConfig imagenet = config(rows("imagenet", IMAGENET).get(0));
    assertEquals(new SupervisedAugmentationConfig(4, 0.08, 256), imagenet.augmentation());
    assertEquals(Configurations.run().data().mean(), imagenet.data().mean());
    assertEquals(Configurations.run().data().std(), imagenet.data().std());
    assertEquals(224, imagenet.data().cropSize());
  }

  @Test
  void headOfEachFileNamesTheFigure() {
    for (Row row : all()) {
      String description = presets.description(row.preset());
      String figure =
          row.accuracy() == 0 ? "no published figure" : format("published %.2f", row.accuracy());
      assertTrue(description.contains(figure), row.preset() + ": " + description);
      String deviation = row.deviation() == 0 ? "" : format(" +- %.2f", row.deviation());
      assertTrue(description.contains(deviation), row.preset() + ": " + description);
    }
  }

  @Test
  void pageOfResultsHasEveryRow() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("src/docs/results.md"));
    for (Row row : all()) {
      String preset =
          "| `" + row.preset() + "` | `submit/mcl train --preset " + row.preset() + "` |";
      List<String> found = lines.stream().filter(line -> line.endsWith(preset)).toList();
      assertEquals(1, found.size(), row.preset());
      String figure =
          row.accuracy() == 0
              ? "none"
              : format("%.2f", row.accuracy())
                  + (row.deviation() == 0 ? "" : format(" ± %.2f", row.deviation()));
      assertTrue(found.get(0).contains(" | " + figure + " | "), found.get(0));
    }
  }

  private static String format(String pattern, double number) {
    return String.format(Locale.ROOT, pattern, number);
  }
}
