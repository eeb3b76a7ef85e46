package mclspark.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.dataset.ClassNames;
import mclspark.storage.FileEntry;
import mclspark.storage.Sha256;
import org.junit.jupiter.api.Test;

class ManifestJsonTest {

  private static final Map<String, FileEntry> FILES =
      Map.of(Snapshot.MODEL, new FileEntry(1L << 40, Sha256.of(new byte[0])));

  private static String text() throws IOException {
    return new String(ManifestJson.write(Manifest.of(Snapshots.at(5), FILES)), UTF_8);
  }

  private static Manifest read(String json) {
    return ManifestJson.read(json.getBytes(UTF_8), "x/manifest.json");
  }

  private static void assertRefused(String json, String expected) {
    String message = assertThrows(UserError.class, () -> read(json)).getMessage();
    assertTrue(message.startsWith("x/manifest.json ") && message.contains(expected), message);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Manifest manifest = Manifest.of(Snapshots.at(5), FILES);
    assertEquals(manifest, read(text()));
    assertEquals(text(), new String(ManifestJson.write(read(text())), UTF_8));
    assertTrue(text().contains("\"created\" : \"2026-01-02T03:04:05Z\""), text());
  }

  @Test
  void otherVersionsAreRefusedWithASentence() throws IOException {
    for (String version : List.of("2", "0", "\"1\"", "1.5", "null")) {
      assertRefused(
          text().replace("\"formatVersion\" : 1", "\"formatVersion\" : " + version),
          "has checkpoint format version " + version + ", but this program reads version 1 only.");
    }
  }

  @Test
  void foreignAndBrokenTextsAreRefused() throws IOException {
    assertRefused("{}", "is not a checkpoint manifest");
    assertRefused("[1]", "is not a checkpoint manifest");
    assertRefused("", "is not a checkpoint manifest");
    assertRefused("{", "is not a valid checkpoint manifest");
    assertRefused(text() + "x", "is not a valid checkpoint manifest");
    assertRefused(text().replace("\"progress\"", "\"other\""), "progress");
    assertRefused(text().replace("\"globalStep\" : 5", "\"globalStep\" : -5"), "global step -5");
    assertRefused(text().replace("\"globalStep\" : 5", "\"globalStep\" : null"), "globalStep");
    assertRefused(text().replace(Snapshot.MODEL, "../" + Snapshot.MODEL), "no name of a tensor");
    assertRefused(text().replace("2026-01-02T03:04:05Z", "yesterday"), "yesterday");
    assertRefused(text().replace("\"created\"", "\"format\""), "Duplicate field");
  }

  @Test
  void fieldsThatAreAddedLaterAreIgnored() throws IOException {
    Manifest read = read(text().replace("\"created\"", "\"colour\" : [1], \"created\""));
    assertEquals(Manifest.of(Snapshots.at(5), FILES), read);
  }

  @Test
  void manifestsOfOlderProgramsTellNoClasses() throws IOException {
    String older = text().replaceAll(",\\s*\"classes\" : \\{[^}]*\\}", "");
    assertNotEquals(text(), older);
    assertEquals(ClassNames.UNKNOWN, read(older).run().classes());
  }
}
