package mclspark.cifar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import mclspark.fuzz.Fuzz;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged batches of CIFAR for Python, and damaged names of its classes. */
final class PythonCifarFuzzTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private static byte[] pickle(String name) throws IOException {
    String resource = "/cifar/cifar-100-python/" + name;
    try (InputStream in = PythonCifarFuzzTest.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }

  private void fuzz(String name, boolean batch) throws Exception {
    Path file = folder.resolve(name);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    Fuzz.of(name + " of CIFAR for Python", pickle(name))
        .allocating(32 << 20) // an operation is a byte and may make an object
        .run(
            input -> {
              Files.write(file, input);
              try (CifarPickle pickle = CifarPickle.open(path, HADOOP)) {
                if (batch) {
                  pickle.rows(0, pickle.labels(100).size());
                } else {
                  pickle.names();
                }
              }
            });
  }

  @Test
  void damagedBatchesAreReadOrRefused() throws Exception {
    fuzz("train", true);
  }

  @Test
  void damagedNamesAreReadOrRefused() throws Exception {
    fuzz("meta", false);
  }
}
