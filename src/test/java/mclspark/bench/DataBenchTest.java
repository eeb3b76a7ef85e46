package mclspark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mclspark.UserError;
import mclspark.image.EncodedPictures;
import mclspark.image.ImageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataBenchTest {

  @Test
  void everyDecoderAndKindOfWorkHasARate() throws Exception {
    List<byte[]> files = List.of(EncodedPictures.jpeg(90, 60), new byte[] {1, 2}, new byte[0]);
    List<DataBench.Rate> rates = new DataBench(files, 2).run();
    assertEquals(3 * ImageDecoder.available().size(), rates.size());
    for (DataBench.Rate rate : rates) {
      assertEquals(1, rate.pictures());
      assertTrue(rate.perCpuSecond() > 0 && rate.perSecond() > 0, rate.toString());
    }
  }

  @Test
  void filesAreSpreadOverTheFolder(@TempDir Path folder) throws Exception {
    for (int i = 0; i < 10; i++) {
      Path below = Files.createDirectories(folder.resolve("d" + i));
      Files.write(below.resolve("f"), new byte[] {(byte) i});
    }
    List<byte[]> read = DataBench.read(folder, 5);
    assertEquals(List.of(0, 2, 4, 6, 8), read.stream().map(file -> (int) file[0]).toList());
    assertEquals(10, DataBench.read(folder, 50).size());
  }

  @Test
  void nothingToMeasureIsAnError(@TempDir Path folder) {
    assertThrows(UserError.class, () -> new DataBench(List.of(new byte[3]), 1));
    assertThrows(UserError.class, () -> DataBench.read(folder.resolve("absent"), 1));
  }
}
