package mclspark.pth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are written, by our own reader; PyTorch's was tried by hand (export.md). */
final class TorchFileWriterTest {

  private static Map<String, HostTensor> tensors() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    ByteBuffer floats = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      floats.putFloat(i - 2.5f);
    }
    tensors.put("z.weight", new HostTensor(DataType.FLOAT32, new long[] {2, 3}, floats.flip()));
    ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 40);
    tensors.put("a.\u00e4", new HostTensor(DataType.INT64, new long[0], count.flip()));
    return tensors;
  }

  private static byte[] written() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TorchFileWriter.write(out, tensors());
    return out.toByteArray();
  }

  @Test
  void namesOrderShapesAndBitsComeBack(@TempDir Path folder) throws IOException {
    try (OpenedFile file = OpenedFile.of(folder, written())) {
      assertEquals(
          List.of("z.weight", "a.\u00e4"), List.copyOf(((Map<?, ?>) file.torch().root()).keySet()));
      assertArrayEquals(new float[] {-2.5f, -1.5f, -.5f, .5f, 1.5f, 2.5f}, file.floats("z.weight"));
      assertArrayEquals(new long[] {2, 3}, file.tensor("z.weight").shape());
      HostTensor count = file.tensor("a.\u00e4");
      assertArrayEquals(new long[0], count.shape());
      assertEquals(1L << 40, count.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong());
      assertEquals(0, file.torch().unchecked());
    }
  }

  /** torch.load can map a file whose tensors begin at multiples of 64. */
  @Test
  void contentsAreAligned() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(written()).order(ByteOrder.LITTLE_ENDIAN);
    int entries = 0;
    for (int at = 0; file.getInt(at) == 0x04034b50; entries++) {
      int begin = at + 30 + file.getShort(at + 26) + file.getShort(at + 28);
      assertEquals(0, begin % 64);
      assertEquals(0, file.getShort(at + 8), "stored");
      at = begin + file.getInt(at + 18);
    }
    assertEquals(5, entries);
  }
}
