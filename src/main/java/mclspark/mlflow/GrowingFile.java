package mclspark.mlflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The lines that others append to a metrics file. What it holds at the first look is passed over;
 * where it was begun anew, or cut back to a checkpoint, the lines of the new start come. One
 * thread's own.
 */
final class GrowingFile {

  private static final int LARGEST = 1 << 24;
  private static final int HEAD = 160; // holds the time of the run's start
  private static final int TAIL = 160;
  private static final String START = "{\"kind\":\"run\"";

  private final Path path;
  private final Configuration hadoop;
  private long offset = -1; // not known yet
  private long next;
  private byte[] head = {};
  private byte[] tail = {}; // what is before the offset
  private byte[] nextTail = {};
  private boolean anew;

  GrowingFile(Path path, Configuration hadoop) {
    this.path = path;
    this.hadoop = hadoop;
  }

  /** Whole lines after those that were {@link #taken}. */
  List<String> look() throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    long length = length(files);
    if (length == 0) {
      offset = 0;
      next = 0;
      head = new byte[0];
      tail = new byte[0];
      nextTail = new byte[0];
      anew = true;
      return List.of();
    }
    try (FSDataInputStream in = files.open(path)) {
      return look(in, length);
    }
  }

  /** Passes over the lines of the last look. */
  void taken() {
    offset = next;
    tail = nextTail;
  }

  /** Whether the file was begun since the first look. */
  boolean isAnew() {
    return anew;
  }

  private List<String> look(FSDataInputStream in, long length) throws IOException {
    byte[] now = firstLine(part(in, 0, (int) Math.min(length, HEAD)));
    boolean first = offset < 0;
    boolean another = !Arrays.equals(head, Arrays.copyOf(now, Math.min(head.length, now.length)));
    // A cut file may be longer again at once: the line of the new start is long.
    boolean cut = !first && (length < offset || !Arrays.equals(tail, before(in, offset)));
    head = now;
    if (first) {
      offset = length;
    } else if (another) {
      offset = 0;
      anew = true;
    } else if (cut) {
      offset = lastStart(in, length);
    }
    tail = before(in, offset);
    int count = (int) Math.min(length - offset, LARGEST);
    String text = new String(part(in, offset, count), StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf('\n') + 1;
    next = offset + end;
    nextTail = before(in, next);
    byte[] whole = text.substring(0, end).getBytes(StandardCharsets.ISO_8859_1);
    return new String(whole, StandardCharsets.UTF_8).lines().toList();
  }

  /** The line, or its beginning: what follows may change. */
  private static byte[] firstLine(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return Arrays.copyOf(bytes, end);
  }

  /** Where the last start of the run is told; the end if that is far back. */
  private static long lastStart(FSDataInputStream in, long length) throws IOException {
    long from = Math.max(0, length - LARGEST);
    String text = new String(part(in, from, (int) (length - from)), StandardCharsets.ISO_8859_1);
    int start = text.lastIndexOf(START);
    return start < 0 ? length : from + start;
  }

  private static byte[] before(FSDataInputStream in, long end) throws IOException {
    int count = (int) Math.max(0, Math.min(end, TAIL));
    return part(in, end - count, count);
  }

  private static byte[] part(FSDataInputStream in, long from, int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(from, bytes);
    return bytes;
  }

  private long length(FileSystem files) throws IOException {
    try {
      return files.getFileStatus(path).getLen();
    } catch (FileNotFoundException e) {
      return 0; // not begun yet
    }
  }
}
