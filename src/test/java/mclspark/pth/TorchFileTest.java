package mclspark.pth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import mclspark.UserError;
import mclspark.checkpoint.safetensors.ElementType;
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
    "BFloat16Storage,  0.0078125 -9.183549615799121e-41 2.648071397852762e+36"
        + " 2.658455991569832e+36",
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

  @Test
  void doublesAreRounded() throws IOException {
    byte[] doubles = new byte[24];
    ByteBuffer.wrap(doubles)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putDouble(0.1)
        .putDouble(1 + 0x1p-24)
        .putDouble(Double.NEGATIVE_INFINITY);
    SavedTensor saved = SavedTensor.rowMajor("DoubleStorage", doubles, 3, 3);
    try (OpenedFile file = open(TorchFormat.LEGACY.write(Map.of("x", saved)))) {
      assertArrayEquals(new float[] {0.1f, 1, Float.NEGATIVE_INFINITY}, file.floats("x"));
    }
  }

  @Test
  void stridesOfZeroRepeatElements() throws IOException {
    SavedTensor two = SavedTensor.floats(new long[] {2}, 3, 4);
    SavedTensor repeated = two.view(1, new long[] {2, 3}, new long[] {0, 0});
    try (OpenedFile file = open(TorchFormat.ZIP.write(Map.of("x", repeated)))) {
      assertArrayEquals(new float[] {4, 4, 4, 4, 4, 4}, file.floats("x"));
    }
  }

  /** What trainers keep beside the weights, operation by operation as Python writes it. */
  @Test
  void unknownObjectsAreOpaque() throws IOException {
    Map<String, Consumer<PickleWriter>> objects = new LinkedHashMap<>();
    objects.put(
        "argparse.Namespace",
        p ->
            p.global("argparse", "Namespace")
                .bytes(')', 0x81, '}')
                .add("lr")
                .add(1)
                .bytes('s', 'b'));
    objects.put(
        "collections.Counter",
        p -> p.global("collections", "Counter").bytes('}').add(120).add(1).bytes('s', 0x85, 'R'));
    objects.put(
        "collections.defaultdict",
        p ->
            p.global("collections", "defaultdict")
                .global("builtins", "list")
                .bytes(0x85, 'R', '(')
                .add("a")
                .bytes(']', 'u'));
    objects.put(
        "my.List", p -> p.global("my", "List").bytes(')', 0x81, '(').add(1).add(2).bytes('e'));
    objects.put("my.Pair", p -> p.global("my", "Pair").bytes(')', '}', 0x92));
    objects.put("my.Old", p -> p.bytes('(').global("my", "Old").bytes('o', '}', 'b'));
    objects.put("set", p -> p.bytes(0x8f, '(').add(1).add(2).bytes(0x90));
    objects.put("frozenset", p -> p.bytes('(').add(1).bytes(0x91));
    objects.put("extension 5", p -> p.bytes(0x82, 5));
    objects.put("extension 258", p -> p.bytes(0x83, 2, 1));
    objects.put("builtins.complex", p -> complexNumber(p));
    objects.put("torch.device", p -> p.global("torch", "device").add("cpu").bytes(0x85, 'R'));
    objects.put("NumPy's f2", p -> numpyScalar(p, "f2", "\u0000<"));
    objects.put("int", p -> p.bytes(0x8b, 0, 1, 0, 0).repeat(256, 7));
    for (Map.Entry<String, Consumer<PickleWriter>> object : objects.entrySet()) {
      PickleWriter pickle = new PickleWriter().bytes(']');
      object.getValue().accept(pickle);
      byte[] written = pickle.bytes('a').add("behind").bytes('a', '.').written();
      try (OpenedFile file = open(archive(written))) {
        List<?> root = (List<?>) file.torch().root();
        assertEquals(object.getKey(), ((OpaqueValue) root.get(0)).kind());
        assertEquals("behind", root.get(1));
      }
    }
  }

  private static byte[] archive(byte[] pickle) {
    return new ZipWriter(false).add("archive/data.pkl", pickle).finish();
  }

  private static void complexNumber(PickleWriter pickle) {
    pickle.global("builtins", "complex").add(1.0).add(2.0).bytes(0x86, 'R');
  }

  private static void numpyScalar(PickleWriter pickle, String type, String bytes) {
    pickle.global("numpy.core.multiarray", "scalar");
    pickle.global("numpy", "dtype").bytes('(').add(type).add(0).add(1).bytes('t', 'R');
    pickle.global("_codecs", "encode").add(bytes).add("latin1").bytes(0x86, 'R', 0x86, 'R');
  }

  @Test
  void keysOfEveryKind() throws IOException {
    PickleWriter pickle = new PickleWriter().bytes('}', '(');
    pickle.bytes('K', 1, 'K', 2, 0x86).add("tuple").bytes('N').add("none").bytes(0x88).add("true");
    pickle.bytes('C', 1, 0xff).add("bytes").add("w").add(7).bytes('u', '.');
    try (OpenedFile file = open(archive(pickle.written()))) {
      Map<?, ?> root = (Map<?, ?>) file.torch().root();
      assertEquals(List.of("tuple", "none", "true", "bytes", 7L), List.copyOf(root.values()));
      assertEquals(7L, root.get("w"));
      assertEquals("none", root.get(Nothing.NONE));
    }
  }

  @Test
  void bytesAndTextOfEveryLength() throws IOException {
    PickleWriter pickle = new PickleWriter().bytes(0x80, 5, ']', '(');
    pickle.bytes(0x96, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2); // BYTEARRAY8
    pickle.bytes(0x8e, 1, 0, 0, 0, 0, 0, 0, 0, 3); // BINBYTES8
    pickle.bytes(0x8d, 1, 0, 0, 0, 0, 0, 0, 0, 'x'); // BINUNICODE8
    pickle.bytes('X', 2, 0, 0, 0, 0xed, 0xb2); // part of a name of a file that is not UTF-8
    pickle.bytes('B', 1, 0, 0x20, 0).repeat((2 << 20) + 1, 9); // passed over
    byte[] written = pickle.add("behind").bytes('e', '.').written();
    try (OpenedFile file = open(archive(written))) {
      List<?> root = (List<?>) file.torch().root();
      assertEquals(6, root.size());
      assertEquals("x", root.get(2));
      assertEquals("bytes", ((OpaqueValue) root.get(4)).kind());
      assertEquals("behind", root.get(5));
    }
  }

  /** Python 2 wrote text as bytes, and ordered maps as lists of pairs. */
  @Test
  void stateOfPython2() throws IOException {
    PickleWriter pickle =
        new PickleWriter().global("collections", "OrderedDict").bytes(']', ']', '(');
    pickle.bytes('U', 1, 'b', 'K', 1, 'e', 'a', ']', '(', 'T', 1, 0, 0, 0, 'a', 'K', 2, 'e', 'a');
    try (OpenedFile file = open(archive(pickle.bytes(0x85, 'R', '.').written()))) {
      Map<?, ?> root = (Map<?, ?>) file.torch().root();
      assertEquals(List.of("b", "a"), List.copyOf(root.keySet()));
      assertEquals(List.of(1L, 2L), List.copyOf(root.values()));
    }
  }

  /**
   * Tensors whose type stands behind a storage of bytes, in the framed operations of protocol 5.
   */
  @ParameterizedTest
  @CsvSource({
    "uint16,        0 15360 1 32768",
    "uint32,        1006632960 2147483649",
    "uint64,        refused",
    "float8_e4m3fn, 0 1.5 0.001953125 -0.0",
    "float8_e5m2,   0 1.0 1.52587890625E-5 -0.0",
  })
  void tensorsOfNewerTypes(String dtype, String values) throws IOException {
    byte[] bytes = {0, 0, 0, 0x3c, 1, 0, 0, (byte) 0x80};
    if (dtype.startsWith("float8")) {
      bytes = new byte[] {0, 0x3c, 1, (byte) 0x80};
    }
    int size = ElementType.ofDtype(dtype).orElseThrow().bytes();
    byte[] pickle = newerTensor(dtype, bytes.length, bytes.length / size);
    ZipWriter zip = new ZipWriter(false).add("archive/data.pkl", pickle);
    try (OpenedFile file = open(zip.add("archive/data/0", bytes).finish())) {
      StoredTensor stored = (StoredTensor) ((Map<?, ?>) file.torch().root()).get("x");
      assertEquals(dtype, stored.type().label());
      if (dtype.equals("uint64")) {
        assertThrows(UserError.class, () -> file.tensor("x"));
        return;
      }
      HostTensor tensor = file.tensor("x");
      for (String value : values.split(" ")) {
        if (tensor.type() == DataType.FLOAT32) {
          assertEquals(Float.valueOf(value), tensor.data().getFloat());
        } else {
          assertEquals(Long.parseLong(value), tensor.data().getLong());
        }
      }
      assertEquals(0, tensor.data().remaining());
    }
  }

  private static byte[] newerTensor(String dtype, int bytes, int elements) {
    PickleWriter p = new PickleWriter().bytes(0x80, 5, 0x95, 9, 0, 0, 0, 0, 0, 0, 0, '}', 0x94);
    shortText(p, "x");
    shortText(p.global("torch._utils", "_rebuild_parameter_with_state").bytes('('), "torch._utils");
    shortText(p, "_rebuild_tensor_v3").bytes(0x93, '(', '(');
    shortText(shortText(p, "storage"), "torch.storage");
    shortText(p, "UntypedStorage").bytes(0x93);
    shortText(shortText(p, "0"), "cpu").bytes('K', bytes, 't', 'Q', 'K', 0, 'K', elements, 0x85);
    p.bytes('K', 1, 0x85, 0x89, '}').global("torch", dtype).bytes('t', 'R');
    // The parameter's two other arguments and an attribute of an unknown class.
    p.bytes(0x88, '}').global("my", "State").bytes('t', 'R', 's');
    return p.bytes('.').written();
  }

  private static PickleWriter shortText(PickleWriter pickle, String text) {
    return pickle.bytes(0x8c, text.length()).ascii(text).bytes(0x94);
  }

  @Test
  void missingChecksumsAreCounted() throws IOException {
    byte[] pickle = new PickleWriter().finish("x");
    ZipWriter zip = new ZipWriter(false).withoutChecksums();
    try (OpenedFile file = open(zip.add("archive/data.pkl", pickle).finish())) {
      assertEquals(1, file.torch().unchecked());
    }
    try (OpenedFile file = open(archive(pickle))) {
      assertEquals(0, file.torch().unchecked());
    }
  }
}
