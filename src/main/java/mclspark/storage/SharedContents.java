package mclspark.storage;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Whole contents of files, read once per process for as long as somebody uses them: workers that
 * are threads, the evaluation and the driver look at the same pictures.
 */
public final class SharedContents {

  private static final Map<State, WeakReference<byte[]>> READ = new HashMap<>();

  private SharedContents() {}

  /** A file that was written again is another one. */
  private record State(String path, long bytes, long modified) {}

  /**
   * The bytes of a file, which nobody may change.
   *
   * @param file as it is now, of at most 2 GB
   * @throws IOException if it cannot be read, or has another length than its status says
   */
  public static synchronized byte[] read(FileSystem files, FileStatus file) throws IOException {
    READ.values().removeIf(reference -> reference.get() == null);
    State state = new State(file.getPath().toString(), file.getLen(), file.getModificationTime());
    WeakReference<byte[]> known = READ.get(state);
    byte[] bytes = known == null ? null : known.get();
    if (bytes == null) {
      bytes = new byte[Math.toIntExact(file.getLen())];
      try (InputStream in = files.open(file.getPath())) {
        if (in.readNBytes(bytes, 0, bytes.length) < bytes.length || in.read() != -1) {
          throw new IOException("its length changed while it was read");
        }
      }
      READ.put(state, new WeakReference<>(bytes));
    }
    return bytes;
  }
}
