package mclspark.dataset.shards.make;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.dataset.shards.SourcePicture;
import org.apache.hadoop.conf.Configuration;

/** Lists sources that a test writes, and compares what is found or refused. */
final class Listing {

  private final Path folder;

  Listing(Path folder) {
    this.folder = folder;
  }

  /** Writes a tar file of entries, each a name, or a name and its text after {@code =}. */
  Path tar(String name, String... entries) throws Exception {
    Object[] all = new Object[2 * entries.length];
    for (int i = 0; i < entries.length; i++) {
      String[] parts = entries[i].split("=", 2);
      all[2 * i] = parts[0];
      all[2 * i + 1] = parts[parts.length - 1].getBytes(StandardCharsets.UTF_8);
    }
    return Files.write(at(name), PictureFolder.tar(all));
  }

  /** Writes a file; folders are made. */
  Path file(String name, String text) throws Exception {
    return Files.writeString(at(name), text);
  }

  /** Writes empty files. */
  void files(String... names) throws Exception {
    for (String name : names) {
      file(name, "");
    }
  }

  private Path at(String name) throws Exception {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return path;
  }

  /** What is found, without a problem; sources are relative to the folder. */
  SourceList list(Labelling labelling, String... sources) {
    List<String> problems = new ArrayList<>();
    SourceList list = list(labelling, problems, sources);
    assertEquals(List.of(), problems);
    return list;
  }

  private SourceList list(Labelling labelling, List<String> problems, String... sources) {
    List<String> paths = new ArrayList<>();
    for (String source : sources) {
      paths.add(folder + "/" + source);
    }
    return SourceList.of(paths, labelling, new Configuration(), problems);
  }

  /** Compares the paths of the pictures. */
  void assertPaths(List<String> paths, Labelling labelling, String... sources) {
    assertEquals(
        paths, list(labelling, sources).pictures().stream().map(SourcePicture::path).toList());
  }

  /** Compares the one sentence of a refusal, from which the test's folder is taken out. */
  void assertRefused(String sentence, Labelling labelling, String... sources) {
    List<String> problems = new ArrayList<>();
    list(labelling, problems, sources);
    assertTrue(problems.size() == 1, problems.toString());
    assertEquals(sentence, problems.get(0).replace("file:", "").replace(folder + "/", "").strip());
  }
}
