package mclspark.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.dataset.BadPicture;
import mclspark.storage.CommittedFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * The pictures that a run had to leave out: each counted once however often it is met, and too many
 * of them stop the run. Safe for several threads.
 */
public final class BadPictures {

  private static final int EXAMPLES = 5;

  private final int limit;
  private final ConcurrentSkipListMap<Integer, BadPicture> found = new ConcurrentSkipListMap<>();

  /** Allows at most {@code limit} pictures to be left out; 0 allows none. */
  public BadPictures(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit is " + limit + "; it must be >= 0");
    }
    this.limit = limit;
  }

  /**
   * Notes a picture.
   *
   * @throws UserError if these are now more pictures than the limit
   */
  public void add(BadPicture picture) {
    if (found.putIfAbsent(picture.index(), picture) == null && found.size() > limit) {
      throw tooMany();
    }
  }

  /**
   * Notes the pictures that another worker found.
   *
   * @throws UserError if these are now more pictures than the limit; all have been noted then
   */
  public void addAll(Collection<BadPicture> pictures) {
    pictures.forEach(picture -> found.putIfAbsent(picture.index(), picture));
    if (found.size() > limit) {
      throw tooMany();
    }
  }

  /** Whether this picture is known to be broken. */
  public boolean contains(int index) {
    return found.containsKey(index);
  }

  /** Number of different pictures noted. */
  public int count() {
    return found.size();
  }

  /** The pictures noted, in the order of the data set. */
  public List<BadPicture> list() {
    return List.copyOf(found.values());
  }

  /**
   * Writes the list: a heading, then path, tab and reason a line; tabs, line ends and backslashes
   * are escaped.
   *
   * @throws UserError if the file cannot be written
   */
  public void writeTsv(String file, Configuration configuration) {
    String text =
        list().stream()
                .map(BadPicture::line)
                .collect(Collectors.joining("\n", "path\treason\n", ""))
            + (found.isEmpty() ? "" : "\n");
    try (CommittedFile out = CommittedFile.create(new Path(file), configuration)) {
      out.stream().write(text.getBytes(StandardCharsets.UTF_8));
      out.commit();
    } catch (IOException | FSError e) {
      throw new UserError(
          "The list of skipped pictures " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private UserError tooMany() {
    String examples =
        found.values().stream()
            .limit(EXAMPLES)
            .map(picture -> picture.path() + " (" + picture.reason() + ")")
            .collect(Collectors.joining(", "));
    return new UserError(
        found.size()
            + " pictures cannot be read, more than the limit of "
            + limit
            + ": "
            + examples
            + (found.size() > EXAMPLES ? ", ..." : "")
            + "; mend or remove them, or raise the limit.");
  }
}
