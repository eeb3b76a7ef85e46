package mclspark.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Optional;
import mclspark.storage.JsonFile;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last candidate that was held back, so that a retry need not compare it again: a small file
 * beside that of the champion.
 *
 * @param key of the two models, the pictures and the options
 * @param text what the comparison said
 * @param date when, ISO 8601 in UTC
 */
public record HeldBack(String key, String text, String date) {

  private static final Logger LOG = LoggerFactory.getLogger(HeldBack.class);

  private static Path place(Path champion) {
    return new Path(champion.getParent(), champion.getName() + ".held-back");
  }

  /** Whether the same would be compared again. */
  public boolean isOf(String other) {
    return other.equals(key);
  }

  /**
   * Writes the file, in place of an older one.
   *
   * @throws mclspark.UserError if that is not possible
   */
  public void write(Path champion, Configuration hadoop) {
    JsonFile.write(place(champion), hadoop, this);
  }

  /** Removes the file, if there is one: of another champion it says nothing. */
  public static void delete(Path champion, Configuration hadoop) {
    Path place = place(champion);
    try {
      StoredFiles.fileSystem(place, hadoop).delete(place, false);
    } catch (IOException | FSError e) {
      LOG.warn("{} cannot be removed and stays: {}", place, e.getMessage());
    }
  }

  /**
   * Reads the file; what is no such file is passed over, for a comparison costs time only.
   *
   * @throws mclspark.UserError if the storage cannot be read
   */
  public static Optional<HeldBack> read(Path champion, Configuration hadoop) {
    Path place = place(champion);
    try {
      return JsonFile.read(place, hadoop, HeldBack.class);
    } catch (JsonProcessingException e) {
      LOG.warn("{} is not of this program and is passed over: {}", place, e.getMessage());
      return Optional.empty();
    }
  }
}
