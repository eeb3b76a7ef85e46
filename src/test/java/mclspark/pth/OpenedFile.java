package mclspark.pth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;

/**
 * A PyTorch file that a test has written.
 *
 * @param in the open file
 * @param torch what is in it
 */
record OpenedFile(FSDataInputStream in, TorchFile torch) implements AutoCloseable {

  static final String NAME = "x.pth.tar";

  static OpenedFile of(Path folder, byte[] bytes) throws IOException {
    Path path = folder.resolve(NAME);
    Files.write(path, bytes);
    FSDataInputStream in =
        FileSystem.getLocal(new Configuration())
            .getRaw()
            .open(new org.apache.hadoop.fs.Path(path.toUri()));
    try {
      return new OpenedFile(in, TorchFile.open(in, bytes.length, NAME));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  HostTensor tensor(String name) throws IOException {
    return torch.tensor(name, (StoredTensor) ((Map<?, ?>) torch.root()).get(name));
  }

  float[] floats(String name) throws IOException {
    HostTensor tensor = tensor(name);
    float[] values = new float[(int) HostTensor.elements(tensor.shape())];
    tensor.data().asFloatBuffer().get(values);
    return values;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
