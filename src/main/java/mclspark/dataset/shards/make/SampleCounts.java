package mclspark.dataset.shards.make;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.dataset.FolderEntries;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many samples the tar files of a folder should hold: {@code sizes.json}, by file name, and
 * {@code __len__}, of all, as WebDataset's users put them beside the tar files. A copy that ends
 * between two files of a tar file cannot be told otherwise.
 */
final class SampleCounts {

  private static final Logger LOG = LoggerFactory.getLogger(SampleCounts.class);
  private static final String SIZES = "sizes.json";
  private static final String LENGTH = "__len__";
  private static final long LONGEST = 16 << 20;

  private final FileSystem files;
  private final Path folder;
  private final Map<String, Long> sizes = new TreeMap<>();

  /**
   * Reads what lies in a folder.
   *
   * @throws UserError if it cannot be understood
   */
  SampleCounts(FileSystem files, Path folder) throws IOException {
    this.files = files;
    this.folder = folder;
    Path file = FolderEntries.child(folder, SIZES);
    if (files.exists(file)) {
      read(file);
    }
  }

  private void read(Path file) throws IOException {
    JsonNode tree = new ObjectMapper().readTree(text(file));
    if (tree == null || !tree.isObject()) {
      throw new UserError(file + " is no JSON object of tar files and their samples; remove it.");
    }
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      if (!entry.getValue().isIntegralNumber() || !entry.getValue().canConvertToLong()) {
        throw new UserError(
            "%s gives %s no whole number of samples; mend or remove it."
                .formatted(file, entry.getKey()));
      }
      sizes.put(entry.getKey(), entry.getValue().longValue());
    }
  }

  private String text(Path file) throws IOException {
    if (files.getFileStatus(file).getLen() > LONGEST) {
      throw new UserError(file + " is too long for a list of tar files; remove it.");
    }
    return StoredFiles.readText(files, file);
  }

  /**
   * Compares tar files.
   *
   * @param tars of this folder
   * @throws UserError naming the first that holds another number of samples
   */
  void check(List<TarContents> tars) {
    for (TarContents tar : tars) {
      Long wanted = sizes.get(tar.fileName());
      if (wanted != null && wanted != tar.samples()) {
        throw new UserError(
            "%s holds %,d samples, but %s/%s says %,d; copy the tar file again, or mend the list."
                .formatted(tar.file(), tar.samples(), folder, SIZES, wanted));
      }
      if (wanted == null && !sizes.isEmpty()) {
        LOG.warn("{} is not listed in {}/{}", tar.file(), folder, SIZES);
      }
    }
  }

  /**
   * Compares all tar files of the folder.
   *
   * @throws UserError also if one is missing that is listed, or the sum differs
   */
  void checkAll(List<TarContents> tars) throws IOException {
    check(tars);
    List<String> names = tars.stream().map(TarContents::fileName).toList();
    for (String listed : sizes.keySet()) {
      if (TarPictures.isTar(listed) && !names.contains(listed)) {
        throw new UserError(
            "%s/%s lists %s, which is not in the folder; copy it, or mend the list."
                .formatted(folder, SIZES, listed));
      }
    }
    Path length = FolderEntries.child(folder, LENGTH);
    if (files.exists(length)) {
      checkSum(length, tars.stream().collect(Collectors.summingLong(TarContents::samples)));
    }
  }

  private void checkSum(Path file, long samples) throws IOException {
    String text = text(file).strip();
    if (!text.equals(Long.toString(samples))) {
      throw new UserError(
          "The tar files of %s hold %,d samples, but %s says %s; copy them again, or mend the file."
              .formatted(folder, samples, file, text.length() > 20 ? "something else" : text));
    }
  }
}
