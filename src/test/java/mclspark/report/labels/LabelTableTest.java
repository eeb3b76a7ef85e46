package mclspark.report.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What labels are worth, from the lines of several runs. */
class LabelTableTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String KNN =
      """
      {"kind": "run", "job": "pretrain", "config": {"seed": 0}}
      {"kind": "knn", "epoch": 0, "peer": "0", "top1": 10, "pictures": 400}
      {"kind": "knn", "epoch": 0, "peer": "1", "top1": 12, "pictures": 400}
      {"kind": "knn", "epoch": 4, "peer": "0", "top1": 30, "pictures": 400}
      {"kind": "knn", "epoch": 8, "peer": "0", "top1": 40, "pictures": 400}
      {"kind": "knn", "epoch": 8, "peer": "1", "top1": 44, "pictures": 400}
      """;

  private static String run(String job, String data) {
    return "{\"kind\": \"run\", \"job\": \"%s\", \"config\": {\"seed\": 0, \"data\": {%s}}}\n"
        .formatted(job, data);
  }

  private static String score(String kind, String peer, int epoch, double top1) {
    return "{\"kind\": \"%s\", \"peer\": \"%s\", \"epoch\": %d, \"top1\": %s, \"images\": 400}\n"
        .formatted(kind, peer, epoch, top1);
  }

  private static Function<String, List<JsonNode>> lines(String text) {
    List<JsonNode> lines = text.lines().map(LabelTableTest::parse).toList();
    return kind -> lines.stream().filter(l -> l.get("kind").asText().equals(kind)).toList();
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(line, e);
    }
  }

  private static LabelTable table(String... files) {
    return new LabelTable(Stream.of(files).map(LabelTableTest::lines).toList());
  }

  private static String finetune(String data, double peer, double scratch) {
    return run("finetune", data)
        + score("finetune", "0", 0, 1)
        + score("finetune", "scratch", 0, 99)
        + score("finetune", "0", 1, peer)
        + score("finetune", "scratch", 1, scratch);
  }

  private static List<String> row(String text) {
    return Arrays.stream(text.split("\\|")).map(String::strip).toList();
  }

  @Test
  void everyMethodStandsBesideItsControlAndSupervisedTraining() {
    LabelTable table =
        table(
            KNN,
            run("linear", "") + score("linear", "0", 4, 50) + score("linear", "untrained", 4, 20),
            finetune("", 80, 75),
            finetune("\"label_fraction\": 0.1", 60, 40),
            finetune("\"label_fraction\": 0.01", 30, 15),
            run("train", "\"label_fraction\": 0.1")
                + "{\"kind\": \"evaluation\", \"epoch\": 9, \"top1\": [41.5, 42.5]}\n");
    assertFalse(table.isEmpty());
    assertEquals(
        row(
            "method|labels|peer 0 %|peer 1 %|untrained encoder %|from initial weights %|"
                + "gain (points)|supervised training %"),
        table.head());
    assertEquals(
        List.of(
            row("kNN|100 %|40.00|44.00|11.00|75.00|+31.0|–"),
            row("linear|100 %|50.00|–|20.00|75.00|+30.0|–"),
            row("fine-tuned|1 %|30.00|–|–|15.00|+15.0|–"),
            row("fine-tuned|10 %|60.00|–|–|40.00|+20.0|42.50"),
            row("fine-tuned|100 %|80.00|–|–|75.00|+5.0|–")),
        table.rows());
    assertEquals(
        "Fine-tuned with 10 % of the labels, the encoder reaches 60.00 % top-1, a network"
            + " from initial weights 40.00 % (+20.0 points; standard error 3.5).",
        table.sentences().get(1));
  }

  @Test
  void onlyEqualLabelsAreCompared() {
    LabelTable table =
        table(
            finetune("\"label_fraction\": 0.1", 60, 40),
            finetune("\"label_list\": \"hdfs://h/lists/10percent.txt\"", 61, 41),
            finetune("\"label_fraction\": 0.1", 62, 42).replace("\"seed\": 0", "\"seed\": 3"),
            run("train", "\"label_fraction\": 0.5")
                + "{\"kind\": \"evaluation\", \"epoch\": 9, \"top1\": [55]}\n");
    assertEquals(
        List.of(
            row("fine-tuned|10percent.txt|61.00|–|41.00|+20.0|–"),
            row("fine-tuned|10 %|60.00|–|40.00|+20.0|–"),
            row("fine-tuned|10 %, seed 3|62.00|–|42.00|+20.0|–"),
            row("supervised only|50 %|–|–|–|–|55.00")),
        table.rows());
  }

  @Test
  void aLaterRunReplacesAnEarlierOne() {
    LabelTable table = table(finetune("", 60, 40), finetune("", 70, 50));
    assertEquals(List.of(row("fine-tuned|100 %|70.00|–|50.00|+20.0|–")), table.rows());
  }

  /** Such as one with a recipe of its own. */
  @Test
  void aRunFromInitialWeightsAloneIsTheControlOfItsLabels() {
    String alone = run("finetune", "\"label_fraction\": 0.1") + score("finetune", "scratch", 9, 55);
    LabelTable table =
        table(
            finetune("\"label_fraction\": 0.1", 60, 40),
            alone,
            alone.replace("0.1", "0.01").replace("55.0", "25.0"));
    assertEquals(
        List.of(
            row("fine-tuned|10 %|60.00|–|55.00|+5.0|–"), row("supervised only|1 %|–|–|25.00|–|–")),
        table.rows());
    assertTrue(table.sentences().get(0).contains("55.00 % (+5.0 points"));
  }

  @Test
  void withoutFewLabelsThereIsNothingToTell() {
    assertTrue(table(KNN).isEmpty());
    assertTrue(table(KNN, run("linear", "") + score("linear", "0", 4, 50)).isEmpty());
    assertFalse(
        table(run("linear", "\"label_fraction\": 0.1") + score("linear", "0", 4, 5)).isEmpty());
    assertTrue(table(run("finetune", "")).isEmpty());
  }
}
