package mclspark.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import org.junit.jupiter.api.Assertions;

/** Small snapshots for tests. */
public final class Snapshots {

  static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");

  private Snapshots() {}

  public static HostTensor random(DataType type, long item, long... shape) {
    CounterRandom random = CounterRandom.of(1, 0, item, Purpose.EXAMPLES);
    int bytes = (int) HostTensor.elements(shape) * type.bytes();
    ByteBuffer data = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      data.put((byte) random.nextLong());
    }
    return new HostTensor(type, shape, data.flip());
  }

  public static HostTensor int64(long value) {
    ByteBuffer data = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return new HostTensor(DataType.INT64, new long[0], data.putLong(value).flip());
  }

  /** Two files with random bits, other ones for each step. */
  public static Snapshot at(long step) {
    return at(step, 7);
  }

  public static Snapshot at(long step, int rows) {
    Map<String, HostTensor> model = new LinkedHashMap<>();
    model.put("encoder_q_0.fc.weight", random(DataType.FLOAT32, step, rows, 13));
    model.put("queue", random(DataType.UINT8, step + 1, 3, 5, 1));
    model.put("queue_ptr", int64(step));
    Map<String, TensorFile> files = new LinkedHashMap<>();
    files.put(Snapshot.MODEL, new TensorFile(model, Map.of("arch", "resnet18")));
    files.put(
        Snapshot.OPTIMIZER,
        TensorFile.of(Map.of("momentum", random(DataType.FLOAT32, step + 2, rows, 13))));
    return new Snapshot(CREATED, run(), progress(step), files);
  }

  static RunIdentity run() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("seed", 3);
    config.put("loss", Map.of("temperature", 0.07));
    return new RunIdentity(
        "child", "parent", config, "0".repeat(64), 2, 4, Map.of("spark", "4.1.1"));
  }

  public static TrainingProgress progress(long step) {
    return new TrainingProgress(1, step % 100, step, step * 64, Map.of("skipped", 5L));
  }

  public static void assertSame(Snapshot expected, Snapshot actual) {
    Assertions.assertEquals(expected.created(), actual.created());
    Assertions.assertEquals(expected.run(), actual.run());
    Assertions.assertEquals(expected.progress(), actual.progress());
    Assertions.assertEquals(expected.files().keySet(), actual.files().keySet());
    expected.files().forEach((name, file) -> assertSame(file, actual.files().get(name)));
  }

  public static void assertSame(TensorFile expected, TensorFile actual) {
    Assertions.assertEquals(expected.metadata(), actual.metadata());
    Assertions.assertEquals(
        expected.tensors().keySet().stream().toList(), actual.tensors().keySet().stream().toList());
    expected.tensors().forEach((name, t) -> assertSame(name, t, actual.tensors().get(name)));
  }

  private static void assertSame(String name, HostTensor expected, HostTensor actual) {
    Assertions.assertEquals(expected.type(), actual.type(), name);
    Assertions.assertArrayEquals(expected.shape(), actual.shape(), name);
    Assertions.assertEquals(expected.data(), actual.data(), name);
  }
}
