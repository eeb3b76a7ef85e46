package mclspark.checkpoint.safetensors;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.checkpoint.Snapshots;
import mclspark.fuzz.Fuzz;
import mclspark.fuzz.MemoryFile;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import org.junit.jupiter.api.Test;

/** Damaged safetensors files. */
final class SafetensorsFuzzTest {

  private static byte[] file() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("weight", Snapshots.random(DataType.FLOAT32, 1, 2, 3));
    tensors.put("count", Snapshots.int64(7));
    tensors.put("mask", Snapshots.random(DataType.UINT8, 2, 5));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, new TensorFile(tensors, Map.of("arch", "resnet18")));
    return out.toByteArray();
  }

  @Test
  void damagedFilesAreReadOrRefused() throws Exception {
    Fuzz.of("safetensors", file())
        .run(
            input -> {
              SafetensorsFile file =
                  SafetensorsFile.open(MemoryFile.open(input), input.length, "x.safetensors");
              for (String name : file.header().tensors().keySet()) {
                file.tensor(name);
              }
              Safetensors.read(
                  new ByteArrayInputStream(input), input.length, "x.safetensors", name -> true);
            });
  }
}
