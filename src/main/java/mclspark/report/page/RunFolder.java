package mclspark.report.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A run's folder, wherever it lies. */
public interface RunFolder {

  /** A folder of this machine. */
  static RunFolder local(Path folder) {
    return new LocalFolder(folder);
  }

  /**
   * A folder on any file system that Hadoop knows.
   *
   * @throws IOException if the file system cannot be reached
   */
  static RunFolder hadoop(String folder, Configuration hadoop) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
    return new HadoopFolder(path.getFileSystem(hadoop), path);
  }

  /** The whole path of a file in it, for messages. */
  String path(String file);

  /** The content of a file, if the file exists. */
  Optional<byte[]> read(String file) throws IOException;

  /** Writes a file, in place of an earlier one. */
  void write(String file, byte[] content) throws IOException;
}
