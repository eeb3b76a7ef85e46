package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.spark.TestSpark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mcl drift} on small tables. */
@Tag("slow")
final class DriftCommandTest {

  private final Program program = new Program();

  @TempDir Path folder;

  /** Normal numbers; {@code extra} is SQL for more rows. */
  private String table(String name, int seed, double shift, String extra) {
    String path = folder.resolve(name).toString();
    TestSpark.session()
        .sql(
            ("SELECT concat('%s', id) AS path, array(cast(randn(%d) + %s AS float), cast(4 +"
                    + " randn(%d) AS float), cast(randn(%d) AS float)) AS embedding"
                    + " FROM range(0, 200, 1, 1)%s")
                .formatted(name, seed, shift, seed + 1, seed + 2, extra))
        .write()
        .parquet(path);
    return path;
  }

  private int drift(String reference, String current) {
    TestSpark.session();
    return program.run(
        "drift",
        "--reference",
        reference,
        "--current",
        current,
        "--out",
        folder.resolve("out").toString());
  }

  private String file(String name) throws Exception {
    return Files.readString(folder.resolve("out").resolve(name));
  }

  @Test
  void rowsOfOneKindEndInZero() throws Exception {
    assertEquals(0, drift(table("old", 1, 0, ""), table("new", 11, 0, "")), program.err());
    assertTrue(file("drift.json").contains("\"drifted\" : false"));
  }

  @Test
  void driftEndsInFourAndShowsTheFarthestPicture() throws Exception {
    Path picture = Files.write(folder.resolve("far.png"), PictureFolder.png(9, 9, 1));
    String far =
        " UNION ALL SELECT '%s', array(cast(0 AS float), cast(-9 AS float), cast(0 AS float))"
            .formatted(picture);
    assertEquals(4, drift(table("old", 1, 0, ""), table("new", 11, 3, far)), program.err());
    assertTrue(file("drift.json").contains("\"drifted\" : true"));
    String page = file("drift.html");
    assertTrue(page.contains("data:image/png;base64,"), page);
    assertTrue(page.indexOf("far.png") < page.indexOf("new1"), "the farthest comes first");
  }

  /** A scheduler tries again what has ended in 4. */
  @Test
  void askedAgainItGivesTheSameAnswerUntilATableChanges() throws Exception {
    String old = table("old", 1, 0, "");
    String now = table("new", 11, 3, "");
    assertEquals(4, drift(old, now), program.err());
    String first = file("drift.json");
    Files.writeString(folder.resolve("out/drift.html"), "looked at");
    assertEquals(4, drift(old, now), program.err());
    assertEquals(first, file("drift.json"));
    assertEquals("looked at", file("drift.html"));
    TestSpark.session().read().parquet(old).write().mode("append").parquet(now);
    assertEquals(2, drift(old, now));
    assertTrue(program.err().contains("exists already; name another folder"), program.err());
  }

  @Test
  void whatAKilledAttemptLeftIsNoAnswer() throws Exception {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/.drift.json.1.tmp"), "half");
    Files.writeString(folder.resolve("out/drift.html"), "without its drift.json");
    assertEquals(0, drift(table("old", 1, 0, ""), table("new", 11, 0, "")), program.err());
    assertTrue(Files.exists(folder.resolve("out/drift.json")));
  }

  @Test
  void classesAreCountedInTheWholeTables() throws Exception {
    String old = labelled("old", "CASE WHEN id < 2 THEN NULL ELSE id % 3 * 5 END");
    String now = labelled("new", "10");
    assertEquals(0, drift(old, now), program.err());
    JsonNode classes = new ObjectMapper().readTree(file("drift.json")).path("classes");
    assertEquals(
        "null 2 0, 0 66 0, 5 66 0, 10 66 200",
        StreamSupport.stream(classes.spliterator(), false)
            .map(
                of ->
                    of.at("/label").asText() + " " + of.at("/reference") + " " + of.at("/current"))
            .collect(Collectors.joining(", ")));
    assertTrue(file("drift.html").contains("<h2>Rows by class</h2>"));
  }

  private String labelled(String name, String label) {
    String path = folder.resolve("with-" + name).toString();
    String plain = table(name, name.equals("old") ? 1 : 11, 0, "");
    TestSpark.session()
        .sql(
            "SELECT path, embedding, %s AS label FROM (SELECT *, cast(substr(path, 4) AS int) AS id FROM parquet.`%s`)"
                .formatted(label, plain))
        .write()
        .parquet(path);
    return path;
  }

  @Test
  void tablesThatAreNotThereAreNamedBeforeSparkStarts() {
    String there = table("old", 1, 0, "");
    assertEquals(2, drift(there, there + "x"));
    assertEquals(
        there + "x does not exist; name the folder or file that mcl embed has written.",
        program.err().strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b"})
  void whatIsNoPathIsRefused(String table) {
    assertEquals(2, drift(table, table("new", 11, 0, "")), program.err());
    assertTrue(program.err().contains(table + " cannot be used: "), program.err());
  }

  /** An id is what somebody has written into a table. */
  @Test
  void noServerIsAskedBecauseAnIdNamesIt() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    byte[] picture = PictureFolder.png(9, 9, 1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, picture.length);
          exchange.getResponseBody().write(picture);
          exchange.close();
        });
    server.start();
    try {
      String far =
          " UNION ALL SELECT 'http://127.0.0.1:%d/far.png', array(cast(0 AS float), cast(-9 AS float), cast(0 AS float))"
              .formatted(server.getAddress().getPort());
      assertEquals(4, drift(table("old", 1, 0, ""), table("new", 11, 3, far)), program.err());
    } finally {
      server.stop(0);
    }
    assertTrue(file("drift.html").contains("/far.png"), "it is named");
    assertEquals(0, asked.get());
  }

  @Test
  void valuesThatCannotBeAreRefused() {
    String[] arguments = {
      "drift", "--reference", "a", "--current", "b", "--out", "c", "--auc", "2"
    };
    assertEquals(2, program.run(arguments));
    assertTrue(program.err().startsWith("--auc is 2.0 and --beyond is 0.05; "), program.err());
  }
}
