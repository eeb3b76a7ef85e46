package mclspark.report.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder of this machine. */
public record LocalFolder(Path folder) implements RunFolder {

  @Override
  public String path(String file) {
    return folder.resolve(file).toString();
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
  }

  @Override
  public void write(String file, byte[] content) throws IOException {
    Files.write(folder.resolve(file), content);
  }
}
