package mclspark.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Recognises files that users give in place of a checkpoint. */
final class ForeignFile {

  private static final String ZIP = "504b0304";
  // Protocol 2 to 5 of Python's pickle.
  private static final String PICKLE = "800[2-5].*";
  // A length below 2^32, then the brace that begins the header.
  private static final String SAFETENSORS = ".{8}000000007b";
  private static final String JSON = "7b.*";

  private static final int BYTES_READ = 9;

  private ForeignFile() {}

  /** What the file is, as far as its first bytes tell. */
  static String describe(FileSystem fileSystem, Path file) throws IOException {
    String start;
    try (InputStream in = fileSystem.open(file)) {
      start = HexFormat.of().formatHex(in.readNBytes(BYTES_READ));
    }
    if (start.isEmpty()) {
      return "an empty file";
    }
    if (start.startsWith(ZIP)) {
      return "a zip archive, such as a PyTorch file (.pth)";
    }
    if (start.matches(PICKLE)) {
      return "a Python pickle, such as an old PyTorch file";
    }
    if (start.matches(SAFETENSORS)) {
      return "a single safetensors file";
    }
    return start.matches(JSON) ? "a JSON file" : "a file of another kind";
  }
}
