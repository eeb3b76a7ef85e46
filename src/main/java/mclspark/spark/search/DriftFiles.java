package mclspark.spark.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mclspark.spark.cluster.SparkSettings;
import mclspark.storage.CommittedFile;
import mclspark.storage.JsonFile;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder that a comparison of tables leaves. */
public final class DriftFiles {

  private static final Logger LOG = LoggerFactory.getLogger(DriftFiles.class);
  private static final String JSON_NAME = "drift.json";
  private static final String PAGE_NAME = "drift.html";
  private static final int LARGEST = 256 << 10;
  private static final byte[] NONE = {};

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String out;
  private final Configuration hadoop = SparkSettings.hadoop(SparkSettings.conf("mcl drift"));
  private final List<String> tables;

  /**
   * Names the folder; touches nothing yet.
   *
   * @param tables whose file systems may hold pictures, beside the default one and the local disk
   */
  public DriftFiles(String out, List<String> tables) {
    this.out = out;
    this.tables = List.copyOf(tables);
  }

  private boolean isAtHome(Path path) {
    return Stream.concat(tables.stream(), Stream.of("file:///", "/"))
        .anyMatch(place -> home(new Path(place)).equals(home(path)));
  }

  private String home(Path path) {
    URI uri = path.toUri();
    boolean own = uri.getScheme() == null && uri.getAuthority() == null;
    URI home = own ? FileSystem.getDefaultUri(hadoop) : uri;
    return home.getScheme() + "://" + home.getAuthority();
  }

  /**
   * What {@code drift.json} says of itself.
   *
   * @param asked see {@link #asked}
   * @param date when it was written, ISO 8601 in UTC
   * @param exitCode what the process ended with
   * @param message the verdict
   */
  public record Answer(String asked, String date, int exitCode, String message) {}

  /**
   * The answer to the same question, for a retry.
   *
   * @param asked what is asked now
   */
  public Optional<Answer> answer(String asked) {
    try {
      Optional<Answer> there = JsonFile.read(new Path(out, JSON_NAME), hadoop, Answer.class);
      Optional<Answer> same = there.filter(answer -> asked.equals(answer.asked));
      if (there.isPresent() && same.isEmpty()) {
        LOG.info("{} answers another question: {}; now it is {}", out, there.get().asked, asked);
      }
      return same;
    } catch (JsonProcessingException e) {
      LOG.info("{} has a {} that is damaged or of another program", out, JSON_NAME);
      return Optional.empty();
    } catch (IllegalArgumentException e) { // no path: the job says so
      return Optional.empty();
    }
  }

  /**
   * Removes a folder in which there is nothing but what a killed attempt began to write: its page
   * comes before the file that makes it count.
   *
   * @throws mclspark.UserError if that is not possible
   */
  public void removeBeginning() {
    try {
      Path folder = new Path(out);
      FileSystem files = StoredFiles.fileSystem(folder, hadoop);
      if (!files.exists(folder) || !files.getFileStatus(folder).isDirectory()) {
        return;
      }
      FileStatus[] there = files.listStatus(folder);
      boolean begun = Arrays.stream(there).map(FileStatus::getPath).allMatch(DriftFiles::isBegun);
      if (there.length > 0 && begun) {
        files.delete(folder, true);
      }
    } catch (IllegalArgumentException e) { // no path: the job says so
      LOG.info("{} is no folder: {}", out, e.getMessage());
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(new Path(out), e);
    }
  }

  private static boolean isBegun(Path file) {
    return CommittedFile.isLeftOver(file) || file.getName().equals(PAGE_NAME);
  }

  /**
   * A question in words: tables that were written anew are asked about anew.
   *
   * @param options as given
   * @throws mclspark.UserError if a table cannot be looked at
   */
  public String asked(String options) {
    return tables.stream()
            .map(table -> TableState.of(table, hadoop).toString())
            .collect(Collectors.joining(", "))
        + ", "
        + options;
  }

  /**
   * Writes {@code drift.json}.
   *
   * @throws mclspark.UserError if that is not possible
   */
  public void writeJson(Map<String, Object> content) {
    try {
      write(JSON_NAME, JSON.writeValueAsString(new TreeMap<>(content)) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts are JSON", e);
    }
  }

  /**
   * Writes {@code drift.html}.
   *
   * @throws mclspark.UserError if that is not possible
   */
  public void writePage(String page) {
    write(PAGE_NAME, page);
  }

  private void write(String name, String text) {
    Path place = new Path(out, name);
    CommittedFile.write(
        place, hadoop, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A small JPEG or PNG at a path; no bytes if the id is no path of one. An id is content of a
   * table: no other server is asked because its name stands there.
   */
  public byte[] picture(String id) {
    try {
      Path path = new Path(id);
      if (!isAtHome(path)) {
        LOG.info("{} is not shown: it is on another file system than the tables", id);
        return NONE;
      }
      FileSystem files = StoredFiles.fileSystem(path, hadoop);
      if (!files.exists(path) || files.getFileStatus(path).getLen() > LARGEST) {
        return NONE;
      }
      try (InputStream in = files.open(path)) {
        byte[] bytes = in.readNBytes(LARGEST);
        return isShown(bytes) ? bytes : NONE;
      }
    } catch (IOException | RuntimeException e) { // a missing connector throws the latter
      LOG.info("{} is not shown: {}", id, e.toString());
      return NONE;
    }
  }

  private static boolean isShown(byte... bytes) {
    boolean jpeg = bytes.length > 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xD8;
    boolean png = bytes.length > 3 && bytes[0] == (byte) 0x89 && bytes[1] == 'P';
    return jpeg || png;
  }
}
