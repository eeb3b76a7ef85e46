package mclspark.dataset.shards.make;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A form of files that is rewritten as tar files before it is listed. */
public interface Rewriter {

  /** Whether a file is of this form. */
  boolean takes(Path file, Configuration configuration) throws IOException;

  /**
   * Writes the pictures of a file as a tar file.
   *
   * @throws mclspark.UserError if the file is damaged
   */
  void write(Path file, OutputStream tar, Configuration configuration) throws IOException;
}
