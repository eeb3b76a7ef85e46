package mclspark.train.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read out of whole files. */
final class TorchFileTest {

  private static final byte[] BITS = {0x00, 0x3c, 0x01, (byte) 0x80, (byte) 0xff, 0x7b, 0, 0x7c};

  @TempDir Path folder;

  private OpenedFile open(byte[] bytes) throws IOException {
    return OpenedFile.of(folder, bytes);
  }

  @ParameterizedTest
  @EnumSource(TorchFormat.class)
  void valuesOfEveryKind(TorchFormat format) throws IOException {
    Map<String, Object> value = new TreeMap<>();
    value.put("epoch", 200);
    value.put("small", -5L);
    value.put("short", 40_000);
    value.put("large", BigInteger.ONE.shiftLeft(77).negate());
    value.put("long", -(1L << 40));
    value.put("lr", 0.03);
    value.put("arch", "größe");
    value.put("flag", true);
    value.put("nothing", null);
    value.put("list", List.of(1, List.of("a"), new TreeMap<>()));
    try (OpenedFile file = open(format.write(value))) {
      Map<?, ?> read = (Map<?, ?>) file.torch().root();
      assertEquals(200L, read.get("epoch"));
      assertEquals(-5L, read.get("small"));
      assertEquals(40_000L, read.get("short"));
      assertEquals(BigInteger.ONE.shiftLeft(77).negate(), read.get("large"));
      assertEquals(-(1L << 40), read.get("long"));
      assertEquals(0.03, read.get("lr"));
      assertEquals("größe", read.get("arch"));
      assertEquals(true, read.get("flag"));
      assertEquals(Nothing.NONE, read.get("nothing"));
      assertEquals(List.of(1L, List.of("a"), Map.of()), read.get("list"));
    }
  }

  @ParameterizedTest
  @EnumSource(TorchFormat.class)
  void statesKeepOrderAndBits(TorchFormat format) throws IOException {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("z.weight", SavedTensor.floats(new long[] {2, 3, 1, 1}, 1, -0f, 3, 4, 5, 6));
    state.put("counter", SavedTensor.longs(new long[0], 1L << 40));
    state.put("empty", SavedTensor.floats(new long[] {0, 3}));
    state.put("a.bias", SavedTensor.floats(new long[] {2}, Float.NaN, Float.MIN_VALUE));
    try (OpenedFile file = open(format.write(new TreeMap<>(Map.of("state_dict", state))))) {
      Map<?, ?> read = (Map<?, ?>) ((Map<?, ?>) file.torch().root()).get("state_dict");
      assertEquals(List.copyOf(state.keySet()), List.copyOf(read.keySet()));
      for (String name : state.keySet()) {
        SavedTensor expected = (SavedTensor) state.get(name);
        HostTensor tensor = file.torch().tensor(name, (StoredTensor) read.get(name));
        assertArrayEquals(expected.shape(), tensor.shape(), name);
        byte[] bytes = new byte[tensor.data().remaining()];
        tensor.data().duplicate().get(bytes);
        assertArrayEquals(expected.storage(), bytes, name);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TorchFormat.class)
  void viewsOfASharedStorage(TorchFormat format) throws IOException {
    SavedTensor whole = SavedTensor.floats(new long[] {6}, 0, 1, 2, 3, 4, 5);
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("tail", whole.view(4, new long[] {2}, new long[] {1}));
    state.put("transposed", whole.view(0, new long[] {3, 2}, new long[] {1, 3}));
    state.put("columns", whole.view(1, new long[] {2, 1, 2}, new long[] {3, 7, 1}));
    try (OpenedFile file = open(format.write(state))) {
      assertArrayEquals(new float[] {4, 5}, file.floats("tail"));
      assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, file.floats("transposed"));
      assertArrayEquals(new float[] {1, 2, 4, 5}, file.floats("columns"));
    }
  }

  /** A convolution's weight in the channels-last format. */
  @Test
  void channelsLastIsUndone() throws IOException {
    float[] stored = new float[2 * 3 * 2 * 2];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = i;
    }
    SavedTensor flat = SavedTensor.floats(new long[] {stored.length}, stored);
    SavedTensor weight = flat.view(0, new long[] {2, 3, 2, 2}, new long[] {12, 1, 6, 3});
    try (OpenedFile file = open(TorchFormat.ZIP.write(Map.of("w", weight)))) {
      float[] read = file.floats("w");
      assertArrayEquals(new float[] {0, 3, 6, 9, 1, 4, 7, 10}, Arrays.copyOf(read, 8));
      assertEquals(23, read[23]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HalfStorage,      1.0 -5.9604645E-8 65504.0 Infinity",
    "BFloat16Storage,  0.0078125 -9.183549615799121e-41 2.648071397852762e+36 2.658455991569832e+36",
    "ShortStorage,     15360 -32767 31743 31744",
    "IntStorage,       -2147402752 2080406527",
    "CharStorage,      0 60 1 -128 -1 123 0 124",
    "ByteStorage,      0 60 1 128 255 123 0 124",
  })
  void otherTypesAreWidened(String storage, String values) throws IOException {
    int elements = BITS.length / ElementType.ofStorage(storage).orElseThrow().bytes();
    SavedTensor saved = SavedTensor.rowMajor(storage, BITS, elements, elements);
    String[] expected = values.split(" ");
    try (OpenedFile file = open(TorchFormat.ZIP.write(Map.of("x", saved)))) {
      HostTensor tensor = file.tensor("x");
      assertEquals(elements, expected.length);
      for (int i = 0; i < elements; i++) {
        if (tensor.type() == DataType.FLOAT32) {
          assertEquals(Float.parseFloat(expected[i]), tensor.data().getFloat());
        } else if (tensor.type() == DataType.INT64) {
          assertEquals(Long.parseLong(expected[i]), tensor.data().getLong());
        } else {
          assertEquals(Integer.parseInt(expected[i]), Byte.toUnsignedInt(tensor.data().get()));
        }
      }
    }
  }

  /**
   * Trainers store accuracies as they come, and NumPy's numbers are described by type and bytes.
   */
  @Test
  void numbersOfNumpy() throws IOException {
    PickleWriter pickle = new PickleWriter().global("numpy.core.multiarray", "scalar");
    pickle.global("numpy", "dtype").bytes('(').add("f8").add(0).add(1).bytes('t', 'R', '(');
    pickle.add(3).add("<").add(null).add(null).add(null).add(-1).add(-1).add(0).bytes('t', 'b');
    pickle.global("_codecs", "encode").add("\u0000\u0000\u0000\u0000\u0000\u0000\u00e8?");
    pickle.add("latin1").bytes(0x86, 'R', 0x86, 'R', '.');
    byte[] file = new ZipWriter(false).add("archive/data.pkl", pickle.written()).finish();
    try (OpenedFile opened = open(file)) {
      assertEquals(0.75, opened.torch().root());
    }
  }
}
