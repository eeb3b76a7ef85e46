package mclspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import mclspark.UserError;
import mclspark.report.page.RunFolder;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

  private static final List<String> SECTIONS =
      List.of(
          "linear",
          "knn",
          "features",
          "map",
          "classes",
          "losses",
          "retrieval",
          "learning-rate",
          "speed",
          "confusion",
          "pairs",
          "neighbours",
          "warnings",
          "restarts",
          "checkpoints",
          "skipped",
          "unread",
          "configuration",
          "versions");

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

  @Test
  void wholeRunFillsEverySection() throws IOException {
    new SampleRun(folder, 8, 60, 35).write();
    String page = Files.readString(HtmlReport.write(folder, List.of()));
    for (String id : SECTIONS) {
      String section = section(page, id);
      boolean empty = section.contains("class=\"missing\"");
      assertEquals(id.equals("unread"), empty, "section " + id);
    }
    assertTrue(page.contains("quickstart on generated shapes"));
    assertTrue(page.contains("Pre-training came to its end after 480 steps."));
    assertTrue(section(page, "restarts").contains("rank 1 on 10.0.0.7 fell silent for 30 s"));
    assertTrue(section(page, "skipped").contains("train/0/broken.jpg"));
    assertTrue(section(page, "warnings").contains("still at its untrained value"));
    assertTrue(section(page, "checkpoints").contains("checkpoints/step-480"));
    assertTrue(section(page, "configuration").contains("loss.temperature"));
    assertTrue(section(page, "versions").contains("2.7.1"));
    assertTrue(section(page, "pairs").contains("data:image/png;base64,iVBOR"));
    assertTrue(section(page, "confusion").contains("striped circle"));
  }

  @Test
  void chartsCarryTheNumbers() throws IOException {
    String page =
        page(
            """
            {"kind":"step","epoch":0,"step":0,"images":64,"seconds":2,"lr":0.5,"loss":9.25,"vcl":4}
            {"kind":"step","epoch":0,"step":1,"images":64,"seconds":2,"lr":0.5,"loss":"NaN","vcl":3}
            """);
    JsonNode losses = charts(section(page, "losses")).get(0);
    assertEquals("[[0,1],[9.25,null],[4,3],[null,null]]", losses.path("data").toString());
    assertEquals("loss (nats)", losses.path("y_label").asText());
    assertTrue(
        section(page, "losses").contains("no finite number in 1 recorded step, first in step 1."));
    assertTrue(page.contains("<dt>images per second</dt><dd>32</dd>"));
  }

  @Test
  void featuresOfTheLastEvaluationAreShown() throws IOException {
    new SampleRun(folder, 3, 4, 35).write();
    String page = Files.readString(HtmlReport.write(folder, List.of()));
    List<JsonNode> charts = charts(section(page, "features"));
    assertEquals("[[0,1,2,3],[9,12.5,16,19.5],[10,13.5,17,20.5]]", data(charts.get(0)));
    assertEquals(
        "[[0,1,2,3],[61.5,61.5,61.5,61.5],[23.25,23.25,23.25,23.25]]", data(charts.get(3)));
    assertTrue(charts.get(4).path("series").toString().contains("peer 0, epoch 0"));
    assertTrue(data(charts.get(4)).startsWith("[[1,2,4,8,16,32,64],[0,-0.30103,-0.60206,"));
    JsonNode map = charts(section(page, "map")).get(0);
    assertEquals(3, map.path("epoch").asInt());
    assertEquals(400, map.path("pictures").size());
    assertEquals(2, section(page, "map").split("<canvas ").length - 1);
    assertTrue(page.length() < 2_000_000, page.length() + " characters");
  }

  private static String data(JsonNode chart) {
    return chart.path("data").toString();
  }

  @Test
  void similaritiesAreShownByEpoch() throws IOException {
    String page =
        page(
            """
            {"kind":"similarity","epoch":0,"peer":"0","positive":0.5,"negative":0.25,"alignment":1}
            {"kind":"similarity","epoch":1,"peer":"0","positive":0.75,"negative":0.125,"alignment":1}
            {"kind":"features","epoch":2,"peer":"0","rank_me":5}
            """);
    List<JsonNode> charts = charts(section(page, "features"));
    assertEquals("[[0,1],[0.5,0.75]]", data(charts.get(3)));
    assertEquals("[[0,1],[0.25,0.125]]", data(charts.get(4)));
  }

  @Test
  void theWorstClassesStandFirst() throws IOException {
    Files.createDirectory(folder.resolve("features"));
    Files.writeString(
        folder.resolve("features/epoch-4.json"),
        """
        {"epoch": 4, "classes": ["good", "untested", "bad"], "peers": [
          {"peer": "0", "class_top1": [90, "NaN", 10]}, {"peer": "1", "class_top1": [70, "NaN", 20]}]}
        """);
    String classes =
        section(page("{\"kind\":\"features\",\"epoch\":4,\"peer\":\"0\"}\n"), "classes");
    assertTrue(classes.contains("<th class=\"n\">peer 1 %</th>"), classes);
    assertTrue(
        classes.contains(
            """
            <tr><td>bad</td><td class="n">10.00</td><td class="n">20.00</td></tr>
            <tr><td>good</td><td class="n">90.00</td><td class="n">70.00</td></tr>
            <tr><td>untested</td><td class="n">–</td><td class="n">–</td></tr>
            """),
        classes);
  }

  @Test
  void featureFilesThatCannotBeReadAreNamed() throws IOException {
    Files.createDirectory(folder.resolve("features"));
    Files.writeString(folder.resolve("features/map.json"), "{\"epoch\": 4, \"cla");
    Files.writeString(folder.resolve("features/epoch-4.json"), "[4]");
    String page = page("{\"kind\":\"features\",\"epoch\":4,\"peer\":\"0\",\"rank_me\":5}\n");
    assertTrue(section(page, "map").contains("features/map.json is no JSON; the next evaluation"));
    assertTrue(section(page, "classes").contains("features/epoch-4.json is no JSON object; the"));
    assertTrue(section(page, "features").contains("features/epoch-4.json is no JSON object; the"));
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
  void longRunStaysSmall() throws IOException {
    new SampleRun(folder, 20, 100, 100).write();
    String page = Files.readString(HtmlReport.write(folder, List.of()));
    String withoutPictures = page.replaceAll("data:image/png;base64,[A-Za-z0-9+/=]*", "");
    assertTrue(withoutPictures.length() < 1_000_000, withoutPictures.length() + " characters");
    assertEquals(500, charts(section(page, "losses")).get(0).path("data").get(0).size());
    assertTrue(section(page, "losses").contains("Each point is the mean of 4 recorded steps."));
  }

  @Test
  void pageAsksForNothingOutside() throws IOException {
    new SampleRun(folder, 2, 10, 10).write();
    String page = Files.readString(HtmlReport.write(folder, List.of()));
    Pattern request =
        Pattern.compile(
            "(src|href|action|data)\\s*=\\s*[\"']?(https?:|//)|@import|url\\(|fetch\\(|XMLHttp");
    Matcher matcher = request.matcher(page);
    assertFalse(matcher.find(), () -> matcher.group());
    assertTrue(page.contains("default-src 'none'"));
  }

  @Test
  void everythingFromTheDataIsEscaped() throws IOException {
    String evil = "</script><img src=x onerror=alert(1)>'&";
    Files.createDirectory(folder.resolve("features"));
    String file = "{\"classes\":[\"EVIL\"],\"labels\":[0],\"peers\":[{\"peer\":\"EVIL\"}]}";
    for (String name : List.of("map.json", "epoch-0.json")) {
      Files.writeString(folder.resolve("features").resolve(name), file.replace("EVIL", evil));
    }
    String page =
        page(
            """
            {"kind":"run","name":"EVIL","job":"EVIL","config":{"EVIL":"EVIL"},"engine":"EVIL"}
            {"kind":"knn","epoch":0,"peer":"EVIL","k":20,"temperature":0.1,"top1":5,"pictures":9}
            {"kind":"linear","epoch":0,"peer":"EVIL","top1":5,"images":9}
            {"kind":"confusion","peer":"EVIL","classes":["EVIL","b"],"counts":[[1,2],[0,4]]}
            {"kind":"warning","step":1,"message":"EVIL"}
            {"kind":"restart","attempt":1,"step":1,"reason":"EVIL"}
            {"kind":"checkpoint","step":1,"epoch":"EVIL","path":"EVIL","bytes":1,"seconds":1}
            {"kind":"skipped","path":"EVIL","reason":"EVIL"}
            {"kind":"features","epoch":0,"peer":"EVIL","rank_me":"EVIL"}
            {"kind":"similarity","epoch":0,"peer":"EVIL","positive":0.5}
            {"kind":"EVIL"}
            EVIL
            """
                .replace("EVIL", evil));
    assertFalse(page.contains("<img src=x"), "markup from the data");
    assertFalse(page.contains("</script><img"), "the data ended a script");
    assertTrue(page.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&#39;&amp;"));
  }

  @Test
  void sectionsWithoutDataSayWhy() throws IOException {
    String page = page("{\"kind\":\"something new\",\"field\":1}\n");
    for (String id : SECTIONS) {
      assertTrue(section(page, id).contains("class=\"missing\""), "section " + id);
    }
    assertTrue(section(page, "linear").contains("mcl linear"));
    assertTrue(section(page, "pairs").contains("has no examples/pairs.png"));
    assertTrue(page.contains("The file has no &quot;run&quot; line"));
  }

  @Test
  void brokenLinesAreListed() throws IOException {
    String page =
        page("{\"kind\":\"done\",\"seconds\":1}\nnonsense\n[1]\n{\"a\":1}\n{\"kind\":\"st");
    String unread = section(page, "unread");
    assertTrue(unread.contains("line 2 is skipped: it is no JSON object"), unread);
    assertTrue(unread.contains("line 3 is skipped: it is JSON, but no object"), unread);
    assertTrue(unread.contains("line 4 is skipped: it has no &quot;kind&quot;"), unread);
    assertTrue(unread.contains("line 5 is skipped: it is the last one and only half"), unread);
  }

  @Test
  void linearJobsElsewhereAreJoined() throws IOException {
    Path job = Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(
        job.resolve("metrics.jsonl"),
        "{\"kind\":\"linear\",\"peer\":\"1\",\"epoch\":0,\"top1\":41.5,\"images\":1000}\n");
    Files.writeString(folder.resolve("metrics.jsonl"), "{\"kind\":\"done\",\"seconds\":1}\n");
    String page = Files.readString(HtmlReport.write(folder, List.of(job)));
    assertTrue(section(page, "linear").contains("41.50"));
    assertTrue(page.contains("Linear classification on peer 1 reaches 41.50\u00a0% top-1"));
  }

  @Test
  void missingEmptyAndForeignFilesAreNamed() throws IOException {
    Path metrics = folder.resolve("metrics.jsonl");
    assertMessage("metrics.jsonl does not exist. Give the output folder");
    Files.writeString(metrics, "");
    assertMessage("metrics.jsonl is empty: nothing was recorded yet.");
    Files.writeString(metrics, "epoch,loss\n1,2\n");
    assertMessage("metrics.jsonl has no readable line. ");
    Files.delete(metrics);
    Files.createDirectory(metrics);
    assertMessage("metrics.jsonl cannot be read (");
  }

  private void assertMessage(String part) {
    UserError error = assertThrows(UserError.class, () -> HtmlReport.write(folder, List.of()));
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  @Test
  void pageThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("metrics.jsonl"), "{\"kind\":\"done\"}\n");
    Files.createDirectory(folder.resolve("report.html"));
    assertMessage("report.html cannot be written (");
  }

  @Test
  void hadoopFolderGivesTheSamePage() throws IOException {
    new SampleRun(folder, 2, 10, 10).write();
    String local = Files.readString(HtmlReport.write(folder, List.of()));
    Files.delete(folder.resolve("report.html"));
    RunFolder hadoop = RunFolder.hadoop(folder.toString(), new Configuration());
    assertEquals(folder + "/report.html", HtmlReport.write(hadoop, List.of()));
    assertEquals(local, Files.readString(folder.resolve("report.html")));
  }
}
