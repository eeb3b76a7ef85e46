package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import mclspark.run.RunMetrics;
import mclspark.run.StopSignal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run tells of its features. */
@Tag("slow")
final class FeatureEvaluatorTest {

  private static final StopSignal NEVER = () -> {};

  @TempDir static Path shared;
  private static Path data;
  private static Path one;

  @TempDir Path output;

  @BeforeAll
  static void runOnce() throws Exception {
    data = SmallRuns.pictures(shared.resolve("pictures"));
    one = shared.resolve("run");
    SmallRuns.run(SmallRuns.config(data, one), "", NEVER);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  void everyEvaluationTellsRankUniformityAndAgreement() throws Exception {
    List<JsonNode> lines = RunMetrics.lines(one, "features");
    assertEquals(4, lines.size()); // two peers, before and after
    for (JsonNode line : lines) {
      double rank = line.get("rank_me").asDouble();
      assertTrue(rank > 1 && rank <= 65, "rank " + rank);
      assertTrue(line.get("uniformity").asDouble() < 0, line.toString());
      double alignment = line.get("class_alignment").asDouble();
      assertTrue(alignment > 0 && alignment < 2, line.toString());
      assertEquals(96, line.get("pictures").asInt());
    }
    List<JsonNode> agreement = RunMetrics.lines(one, "agreement");
    assertEquals(2, agreement.size());
    double same = agreement.get(1).get("same_class").asDouble();
    assertTrue(same > 0 && same <= 100, "same class " + same);
    assertEquals(32, agreement.get(1).get("pictures").asInt());
  }

  @Test
  void everyEpochTellsHowSimilarQueriesAndKeysAre() throws Exception {
    List<JsonNode> lines = RunMetrics.lines(one, "similarity");
    assertEquals(4, lines.size());
    for (JsonNode line : lines) {
      double positive = line.get("positive").asDouble();
      assertTrue(positive > line.get("negative").asDouble() && positive < 1, line.toString());
      assertEquals(2 - 2 * positive, line.get("alignment").asDouble());
    }
  }

  /** The mean over classes, weighted by their pictures, is the accuracy. */
  @Test
  void accuraciesOfClassesBelongToTheAccuracyOfAll() throws Exception {
    JsonNode file = json(one.resolve("features/epoch-2.json"));
    JsonNode map = json(one.resolve("features/map.json"));
    List<JsonNode> knn = RunMetrics.lines(one, "knn");
    for (int peer = 0; peer < 2; peer++) {
      JsonNode classTop1 = file.get("peers").get(peer).get("class_top1");
      int right = 0;
      double mean = 0;
      for (int i = 0; i < 32; i++) {
        int label = map.get("labels").get(i).asInt();
        right += map.get("peers").get(peer).get("predicted").get(i).asInt() == label ? 1 : 0;
        mean += classTop1.get(label).asDouble() / 32;
      }
      double top1 = knn.get(2 + peer).get("top1").asDouble();
      assertEquals(top1, mean, 1e-9);
      assertEquals(top1, 100.0 * right / 32, 1e-9);
    }
  }

  @Test
  void spectraFallAndHaveFilesOfTheirOwn() throws Exception {
    for (String name : List.of("epoch-0.json", "epoch-2.json")) {
      JsonNode peer = json(one.resolve("features").resolve(name)).get("peers").get(1);
      JsonNode values = peer.get("singular_value");
      assertEquals(peer.get("place").size(), values.size());
      assertEquals(64, peer.get("place").get(values.size() - 1).asInt());
      for (int i = 1; i < values.size(); i++) {
        assertTrue(values.get(i).asDouble() <= values.get(i - 1).asDouble());
      }
    }
  }

  @Test
  void everyFifthPictureOfTheMapIsShown() throws Exception {
    JsonNode map = json(one.resolve("features/map.json"));
    assertEquals(2, map.get("epoch").asInt());
    assertEquals(4, map.get("classes").size());
    assertEquals(32, map.get("peers").get(0).get("x").size());
    assertEquals(7, map.get("pictures").size());
    byte[] jpeg = Base64.getDecoder().decode(map.get("pictures").get("5").asText());
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertEquals(40, picture.getWidth());
    assertEquals(40, picture.getHeight());
  }

  @Test
  void twoWorkersTellTheSame() throws Exception {
    SmallRuns.run(SmallRuns.config(data, output, "ranks.workers=2"), "", NEVER);
    for (String kind : List.of("knn", "features", "agreement", "similarity")) {
      assertEquals(RunMetrics.lines(one, kind), RunMetrics.lines(output, kind));
    }
    for (String file : List.of("epoch-0.json", "epoch-2.json", "map.json")) {
      assertArrayEquals(
          Files.readAllBytes(one.resolve("features").resolve(file)),
          Files.readAllBytes(output.resolve("features").resolve(file)));
    }
  }

  /** And then the same training and kNN. */
  @Test
  void itCanBeSwitchedOff() throws Exception {
    SmallRuns.run(SmallRuns.config(data, output, "knn.features=false"), "", NEVER);
    assertFalse(Files.exists(output.resolve("features")));
    assertEquals(List.of(), RunMetrics.lines(output, "features"));
    assertEquals(List.of(), RunMetrics.lines(output, "agreement"));
    assertEquals(RunMetrics.lines(one, "knn"), RunMetrics.lines(output, "knn"));
    assertEquals(
        SmallRuns.newest(one).manifest().files(), SmallRuns.newest(output).manifest().files());
  }

  /** Test pictures that cannot be read have no place in the map, and the rest keep theirs. */
  @Test
  void brokenPicturesAreLeftOut() throws Exception {
    Path folder = output.resolve("folder");
    for (int c = 0; c < 2; c++) {
      Path pictures = Files.createDirectories(folder.resolve("class" + c));
      for (int i = 0; i < 12; i++) {
        Path file = pictures.resolve(i + ".png");
        BufferedImage picture = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(i, c, 0xFFFFFF);
        ImageIO.write(picture, "png", file.toFile());
        if (i == 0 || i == 5) {
          Files.write(file, new byte[] {1});
        }
      }
    }
    String[] settings = {
      "data.format=folder",
      "data.train=" + folder,
      "data.test=" + folder,
      "ranks.workers=2",
      "data.bad_picture_limit=8"
    };
    SmallRuns.run(SmallRuns.config(data, output.resolve("run"), settings), "", NEVER);
    JsonNode map = json(output.resolve("run/features/map.json"));
    assertEquals(20, map.get("labels").size());
    assertEquals(20, map.get("peers").get(1).get("y").size());
    assertEquals(
        20, RunMetrics.lines(output.resolve("run"), "agreement").get(1).get("pictures").asInt());
  }
}
