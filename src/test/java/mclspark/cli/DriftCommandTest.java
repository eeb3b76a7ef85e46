package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.spark.TestSpark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertEquals(2, drift(folder.resolve("old").toString(), folder.resolve("new").toString()));
    assertTrue(program.err().contains("exists already; name another folder"), program.err());
  }

  @Test
  void tablesThatAreNotThereAreNamedBeforeSparkStarts() {
    String there = table("old", 1, 0, "");
    assertEquals(2, drift(there, there + "x"));
    assertEquals(
        there + "x does not exist; name the folder or file that mcl embed has written.",
        program.err().strip());
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
