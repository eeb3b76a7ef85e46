package mclspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a supervised run. */
class SupervisedReportTest {

  private static final String RUN =
      """
      {"kind":"run","name":"n","job":"train","classes":100,"peers":2,"epochs":300,\
      "steps_per_epoch":1,"config":{"published":{"accuracy":72.96,"deviation":0.28,"epochs":300,\
      "source":"MCL, table"}}}
      """;

  // The best single peer is peer 1 of the second epoch; the ensemble is highest in the third.
  private static final String THREE_EPOCHS =
      """
      {"kind":"evaluation","epoch":0,"top1":[10,11],"ensemble_top1":12,"loss":8,"images":1000}
      {"kind":"evaluation","epoch":1,"top1":[20,24.5],"ensemble_top1":25,"loss":7,"images":1000}
      {"kind":"evaluation","epoch":2,"top1":[23.25,22],"ensemble_top1":26,"loss":6,"images":1000}
      """;

  @TempDir Path folder;

  private String page(String metrics) throws IOException {
    Files.writeString(folder.resolve("metrics.jsonl"), metrics);
    return Files.readString(HtmlReport.write(folder, List.of()));
  }

  private static String section(String page, String id) {
    int start = page.indexOf("<section id=\"" + id + "\">");
    assertTrue(start >= 0, "no section " + id);
    return page.substring(start, page.indexOf("</section>", start));
  }

  private static List<JsonNode> charts(String html) throws IOException {
    Matcher scripts =
        Pattern.compile("<script type=\"application/json\">(.*?)</script>").matcher(html);
    List<JsonNode> charts = new ArrayList<>();
    while (scripts.find()) {
      charts.add(new ObjectMapper().readTree(scripts.group(1)));
    }
    return charts;
  }

  @Test
  void wholeRunFillsItsSectionsAndHasNoOthers() throws IOException {
    String page = page(new SampleTrainRun(4, 6, 20).lines());
    for (String id :
        List.of(
            "accuracy",
            "published",
            "losses",
            "training-accuracy",
            "learning-rate",
            "speed",
            "checkpoints",
            "configuration")) {
      assertFalse(section(page, id).contains("class=\"missing\""), "section " + id);
    }
    for (String id : List.of("linear", "knn", "retrieval", "confusion", "pairs")) {
      assertFalse(page.contains("<section id=\"" + id + "\">"), "section " + id);
    }
    assertTrue(page.contains("Training came to its end after 120 steps."));
    List<JsonNode> accuracy = charts(section(page, "accuracy"));
    assertEquals(3, accuracy.size(), "top-1, top-5, loss");
    assertEquals(
        List.of("peer 0", "peer 1", "peer 2", "peer 3", "all peers together"),
        accuracy.get(0).path("series").findValuesAsText("label"));
    assertEquals("[1,2,3,4,5,6]", accuracy.get(0).path("data").get(0).toString());
    assertEquals(4, charts(section(page, "training-accuracy")).get(0).path("series").size());
  }

  @Test
  void bestAndLastEpochAreKeptApart() throws IOException {
    String accuracy = section(page(RUN + THREE_EPOCHS), "accuracy");
    assertTrue(accuracy.contains(">best epoch (2): top-1 %</th>"), accuracy);
    assertTrue(accuracy.contains(">last epoch (3): top-1 %</th>"), accuracy);
    String peer1 = "<td>peer 1</td><td class=\"n\">24.50</td><td class=\"n\">–</td>";
    assertTrue(accuracy.contains(peer1 + "<td class=\"n\">22.00</td>"), accuracy);
    String together = "<td>all peers together</td><td class=\"n\">25.00</td>";
    assertTrue(accuracy.contains(together), accuracy);
    assertEquals("[[1,2,3],[10,20,23.25],[11,24.5,22],[12,25,26]]", data(accuracy, 0));
    assertEquals("[[1,2,3],[8,7,6]]", data(accuracy, 1));
  }

  private static String data(String html, int chart) throws IOException {
    return charts(html).get(chart).path("data").toString();
  }

  @Test
  void publishedFigureStandsBesideTheMeasuredOnes() throws IOException {
    String published = section(page(RUN + THREE_EPOCHS), "published");
    assertTrue(
        published.contains(
            "<td>published (paper, 300 epochs)</td><td>MCL, table</td><td>72.96 ± 0.28</td>"),
        published);
    String measured = "<td>measured here after 3 of 300 epochs</td>";
    assertTrue(
        published.contains(measured + "<td>best epoch (2), best peer: peer 1</td><td>24.50</td>"),
        published);
    assertTrue(
        published.contains(measured + "<td>last epoch (3), best peer: peer 0</td><td>23.25</td>"),
        published);
    assertTrue(
        published.contains(measured + "<td>last epoch (3), all peers together</td><td>26.00</td>"),
        published);
    assertTrue(
        published.contains("shorter than the published one (3 epochs against 300 epochs)"),
        published);
  }

  @Test
  void wholeLengthNeedsNoCaution() throws IOException {
    String metrics = (RUN + THREE_EPOCHS).replace("\"epochs\":300", "\"epochs\":3");
    assertFalse(section(page(metrics), "published").contains("shorter than"));
  }

  @Test
  void verdictNamesBothEpochsAndWhatWasPublished() throws IOException {
    String page = page(RUN + THREE_EPOCHS).replace('\u00a0', ' ');
    assertTrue(
        page.contains(
            "<p class=\"lead\">In the best epoch (2) the best peer, peer 1, reaches 24.50 % top-1"
                + " (chance 1 %), all peers together 25.00 %.</p>"));
    assertTrue(
        page.contains(
            "In the last epoch (3) the best peer, peer 0, reaches 23.25 % top-1, all peers"
                + " together 26.00 %."));
    assertTrue(
        page.contains(
            "Published (not measured here) are 72.96 ± 0.28 % after 300 epochs; measured here"
                + " after 3 of 300 epochs."));
    assertTrue(page.contains("No training step is recorded here."));
    assertTrue(page.contains("<dt>best peer, best epoch</dt><dd>24.50 %</dd>"));
    assertTrue(page.contains("<dt>published (paper, 300 epochs)</dt><dd>72.96 %</dd>"));
  }

  @Test
  void epochsThatWereDoneAgainReplaceWhatFollowed() throws IOException {
    String again =
        "{\"kind\":\"evaluation\",\"epoch\":1,\"top1\":[21,20],\"ensemble_top1\":22,\"images\":9}\n";
    String accuracy = section(page(RUN + THREE_EPOCHS + again), "accuracy");
    assertEquals("[[1,2],[10,21],[11,20],[12,22]]", data(accuracy, 0));
  }

  @Test
  void lossesAreShownByTerm() throws IOException {
    String losses =
        section(
            page(
                RUN
                    + """
                    {"kind":"step","step":0,"loss":9,"cls":7,"kd":0.5,"vcl":0.6,"icl":0.4,\
                    "soft_vcl":0.3,"soft_icl":0.2}
                    {"kind":"epoch","epoch":0,"loss":9,"cls":7,"kd":0.5,"train_accuracy":[3,4.5]}
                    """),
            "losses");
    assertEquals("[[0],[9],[7]]", data(losses, 0));
    assertEquals("[[0],[0.6],[0.4],[0.3],[0.2],[0.5]]", data(losses, 1));
    assertTrue(losses.contains("3.00 4.50"), losses);
  }

  @Test
  void baselineHasNoTerms() throws IOException {
    String step = "{\"kind\":\"step\",\"step\":0,\"loss\":9,\"cls\":9,\"kd\":0,\"vcl\":0}\n";
    String losses = section(page(RUN + step), "losses");
    assertEquals(1, charts(losses).size());
    assertTrue(losses.contains("this is a baseline"), losses);
  }

  @Test
  void sectionsWithoutDataSayWhy() throws IOException {
    String page = page("{\"kind\":\"run\",\"job\":\"train\",\"name\":\"n\"}\n");
    for (String id : List.of("accuracy", "published", "losses", "training-accuracy", "speed")) {
      assertTrue(section(page, id).contains("class=\"missing\""), "section " + id);
    }
    assertTrue(section(page, "published").contains("published.accuracy"));
    assertTrue(page.contains("The networks were not evaluated on test pictures yet."));
  }

  @Test
  void textOfTheConfigurationIsEscaped() throws IOException {
    String page = page(RUN.replace("MCL, table", "<img src=x>") + THREE_EPOCHS);
    assertFalse(page.contains("<img src=x>"));
    assertTrue(section(page, "published").contains("&lt;img src=x&gt;"));
  }
}
