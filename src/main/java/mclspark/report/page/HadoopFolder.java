package mclspark.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A folder of a Hadoop file system. */
public record HadoopFolder(FileSystem files, Path folder) implements RunFolder {

  @Override
  public String path(String file) {
    return new Path(folder, file).toString();
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    Path path = new Path(folder, file);
    if (!files.exists(path)) {
      return Optional.empty();
    }
    try (InputStream in = files.open(path)) {
      return Optional.of(in.readAllBytes());
    }
  }

  @Override
  public void write(String file, byte[] content) throws IOException {
    try (OutputStream out = files.create(new Path(folder, file), true)) {
      out.write(content);
    }
  }
}
