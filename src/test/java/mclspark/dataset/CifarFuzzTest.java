package mclspark.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mclspark.fuzz.Fuzz;
import mclspark.image.RgbImage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged binary files of CIFAR. */
final class CifarFuzzTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void damagedBinaryFilesAreReadOrRefused() throws Exception {
    CifarFiles files = new CifarFiles(HADOOP);
    Path file = folder.resolve("data_batch_1.bin");
    Fuzz.of(
            "binary file of CIFAR",
            new byte[CifarFormat.CIFAR10.recordBytes()],
            new byte[2 * CifarFormat.CIFAR10.recordBytes()])
        .run(
            input -> {
              Files.write(file, input);
              PictureSource source =
                  files
                      .list(List.of(file.toString()), CifarFormat.CIFAR10)
                      .open(HADOOP, picture -> new RgbImage(1, 1, new byte[3]));
              source.load(source.size() - 1);
            });
  }
}
