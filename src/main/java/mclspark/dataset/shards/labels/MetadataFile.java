package mclspark.dataset.shards.labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mclspark.UserError;
import mclspark.dataset.FolderEntries;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The {@code metadata.csv} or {@code metadata.jsonl} of a folder, as Hugging Face's ImageFolder has
 * it: a row for each picture, with its path in the column {@code file_name}.
 */
public final class MetadataFile {

  private static final String CSV = "metadata.csv";
  private static final String LINES = "metadata.jsonl";
  private static final String FILE_NAME = "file_name";
  private static final int LONGEST_VALUE = 1 << 20;

  private final Path file;
  private final String column;
  private final Map<String, SampleLabel> labels = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private boolean hasLabels;

  private MetadataFile(Path file, String column) {
    this.file = file;
    this.column = column;
  }

  /**
   * Reads what a folder has.
   *
   * @param names of the files in it
   * @param column of the labels
   * @throws UserError if it cannot be understood, lists a file twice, or there are both
   */
  public static Optional<MetadataFile> find(
      FileSystem files, Path folder, List<String> names, String column) throws IOException {
    boolean csv = names.contains(CSV);
    boolean lines = names.contains(LINES);
    if (csv && lines) {
      throw new UserError(folder + " holds " + CSV + " and " + LINES + "; remove one.");
    }
    if (!csv && !lines) {
      return Optional.empty();
    }
    Path file = FolderEntries.child(folder, csv ? CSV : LINES);
    MetadataFile metadata = new MetadataFile(file, column);
    String text = StoredFiles.readText(files, file);
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (csv) {
      metadata.readCsv(content);
    } else {
      metadata.readLines(content);
    }
    return Optional.of(metadata);
  }

  private void readCsv(String text) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.setMaxCharsPerColumn(Math.min(LONGEST_VALUE, text.length() + 1));
    settings.setInputBufferSize(Math.min(1 << 20, text.length() + 1));
    settings.setReadInputOnSeparateThread(false); // the text is in memory
    CsvParser parser = new CsvParser(settings);
    try {
      parser.beginParsing(new StringReader(text));
      String[] header = parser.parseNext();
      List<String> columns = header == null ? List.of() : Arrays.asList(header);
      int name = columns.indexOf(FILE_NAME);
      if (name < 0) {
        throw new UserError("%s has no column %s; add it.".formatted(file, FILE_NAME));
      }
      int label = columns.indexOf(column);
      hasLabels = label >= 0;
      for (String[] row = parser.parseNext(); row != null; row = parser.parseNext()) {
        add(at(row, name), at(row, label), parser.getContext().currentLine());
      }
    } catch (TextParsingException e) {
      throw new UserError(
          "%s is no CSV file that can be read, from line %d on; mend it."
              .formatted(file, e.getLineIndex() + 1),
          e);
    } finally {
      parser.stopParsing();
    }
  }

  private static JsonNode at(String[] row, int place) {
    return place < 0 || place >= row.length || row[place] == null
        ? null
        : TextNode.valueOf(row[place]);
  }

  private void readLines(String text) {
    ObjectMapper mapper = new ObjectMapper();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        JsonNode row = row(mapper, lines.get(i), i + 1);
        hasLabels |= row.has(column);
        add(row.get(FILE_NAME), row.get(column), i + 1);
      }
    }
  }

  private JsonNode row(ObjectMapper mapper, String line, long number) {
    try {
      JsonNode row = mapper.readTree(line);
      if (row.isObject()) {
        return row;
      }
    } catch (JsonProcessingException e) {
      throw new UserError("%s, line %d is no JSON object; mend it.".formatted(file, number), e);
    }
    throw new UserError("%s, line %d is no JSON object; mend it.".formatted(file, number));
  }

  private void add(JsonNode name, JsonNode label, long line) {
    if (name == null || !name.isTextual() || name.asText().isBlank()) {
      throw new UserError("%s, line %d has no %s; mend it.".formatted(file, line, FILE_NAME));
    }
    String path = name.asText().replaceFirst("^(\\./+)+", "");
    if (labels.put(path, SampleLabel.ofValue(label, column)) != null) {
      throw new UserError(
          "%s, line %d lists %s again; list each file once.".formatted(file, line, path));
    }
  }

  /** Whether it has the column of the labels. */
  public boolean hasLabels() {
    return hasLabels;
  }

  /** The file and its column. */
  public String describe() {
    return file.getName() + " with the column " + column;
  }

  /** Why it gives no labels. */
  public String lacks() {
    return file.getName() + " has no column " + column + " (see --label-column)";
  }

  /**
   * The label of a picture.
   *
   * @throws UserError if it has none
   */
  public String take(String path) {
    SampleLabel label = labels.get(path);
    if (label == null) {
      throw new UserError(
          "%s does not list %s; add its row, or remove the picture.".formatted(file, path));
    }
    used.add(path);
    if (!label.isThere()) {
      throw new UserError(
          "%s: the row of %s %s; mend it, or choose --label-column or --labels."
              .formatted(file, path, label.problem()));
    }
    return label.text();
  }

  /**
   * Refuses rows without a picture.
   *
   * @throws UserError if there is one
   */
  public void refuseUnused() {
    List<String> unused = new ArrayList<>(labels.keySet());
    unused.removeAll(used);
    if (!unused.isEmpty()) {
      throw new UserError(
          "%s lists %,d files that are no pictures here (%s, for instance); copy them, or remove the rows."
              .formatted(file, unused.size(), unused.get(0)));
    }
  }
}
