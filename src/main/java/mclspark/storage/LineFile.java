package mclspark.storage;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A text file that grows by whole lines, on one kind of file system. */
public interface LineFile extends Closeable {

  /** Starts the file, keeping of an earlier one the lines that {@code keep} accepts, in order. */
  void open(Predicate<String> keep) throws IOException;

  /**
   * Adds one line and its line end.
   *
   * @param line without a line end
   * @param durable false where a later line may be waited for before anything reaches storage
   */
  void append(String line, boolean durable) throws IOException;

  /**
   * Copies the lines that {@code keep} accepts. Text after the last line end is left out: it is a
   * line that was being written when its writer died.
   */
  static void copy(InputStream from, OutputStream to, Predicate<String> keep) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int value = from.read(); value >= 0; value = from.read()) {
      if (value != '\n') {
        line.write(value);
        continue;
      }
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      if (keep.test(text)) {
        to.write(bytes(text));
      }
    }
  }

  /** The line with its line end in UTF-8. */
  static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
