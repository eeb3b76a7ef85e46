package mclspark.pth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged, foreign and hostile files. */
final class TorchRefusalTest {

  private static final String BEGIN = "x.pth.tar cannot be read as a PyTorch checkpoint: ";
  private static final String END = ". Give an undamaged file of tensors that torch.save wrote.";

  @TempDir Path folder;

  private String refusal(byte[] file) {
    String message =
        assertThrows(UserError.class, () -> OpenedFile.of(folder, file).close()).getMessage();
    assertTrue(message.startsWith(BEGIN) && message.endsWith(END), message);
    return message.substring(BEGIN.length(), message.length() - END.length());
  }

  /** An archive around a pickle. */
  private static byte[] archive(byte[] pickle) {
    return new ZipWriter(false).add("archive/data.pkl", pickle).finish();
  }

  private static byte[] archive(Consumer<PickleWriter> operations) {
    PickleWriter pickle = new PickleWriter();
    operations.accept(pickle);
    return archive(pickle.finish("end"));
  }

  /** A file of the older format whose object is this pickle. */
  private static byte[] legacy(byte[] pickle) {
    byte[] whole = TorchFormat.LEGACY.write("object");
    byte[] object = new PickleWriter().finish("object");
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(new String(object, StandardCharsets.ISO_8859_1));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, at);
    out.writeBytes(pickle);
    out.write(whole, at + object.length, whole.length - at - object.length);
    return out.toByteArray();
  }

  private static byte[] state(TorchFormat format, SavedTensor tensor) {
    return format.write(new LinkedHashMap<>(Map.of("w", tensor)));
  }

  private String tensorRefusal(TorchFormat format, SavedTensor tensor) throws IOException {
    try (OpenedFile file = OpenedFile.of(folder, state(format, tensor))) {
      return assertThrows(UserError.class, () -> file.tensor("w")).getMessage();
    }
  }

  private Object root(byte[] file) throws IOException {
    try (OpenedFile opened = OpenedFile.of(folder, file)) {
      return opened.torch().root();
    }
  }

  @Test
  void codeIsNamedAndNeverRun() throws IOException {
    Path executed = folder.resolve("executed");
    PickleWriter pickle = new PickleWriter();
    pickle.global("os", "system").add("touch " + executed).bytes(0x85, 'R', '.');
    assertOpaque("os.system", pickle.written());
    assertTrue(Files.notExists(executed));
    PickleWriter byStack = new PickleWriter();
    byStack.bytes(0x8c, 2, 'o', 's', 0x8c, 6).ascii("system").bytes(0x93, '.');
    assertOpaque("os.system", byStack.written());
    for (String name : List.of("eval", "exec", "getattr", "__import__")) {
      byte[] call = new PickleWriter().global("builtins", name).bytes(')', 'R', '.').written();
      assertOpaque("builtins." + name, call);
    }
    // A storage's class is none that can be called to get something else.
    assertOpaque("torch.float32", p -> p.global("torch", "FloatStorage").bytes(')', 'R'));
  }

  private void assertOpaque(String kind, Consumer<PickleWriter> operations) throws IOException {
    PickleWriter pickle = new PickleWriter();
    operations.accept(pickle);
    assertOpaque(kind, pickle.bytes('.').written());
  }

  private void assertOpaque(String kind, byte[] pickle) throws IOException {
    assertEquals(kind, assertInstanceOf(OpaqueValue.class, root(archive(pickle))).kind());
    assertEquals(kind, assertInstanceOf(OpaqueValue.class, root(legacy(pickle))).kind());
  }

  @Test
  void namesOfClassesAreShortAndPrintable() throws IOException {
    assertOpaque("m.\u001b[31m".replace('\u001b', '?'), p -> p.global("m", "\u001b[31m"));
    PickleWriter pickle = new PickleWriter();
    pickle.add("m").add("n".repeat(100_000)).bytes(0x93, '.');
    assertOpaque("m." + "n".repeat(98), pickle.written());
  }

  @Test
  void unknownOperationsAreNamed() {
    assertTrue(
        refusal(archive(p -> p.bytes('i')))
            .matches("operation 0x69 \\('i'\\) at byte \\d+ is none that torch.save writes.*"));
    assertTrue(refusal(archive(p -> p.bytes(0x99))).startsWith("operation 0x99 at byte "));
    assertTrue(refusal(archive(p -> p.bytes(0x80, 6))).contains("has protocol 6, newer than 5"));
    assertTrue(
        refusal(archive(p -> p.bytes(0x97))).contains("takes bytes from outside of the file"));
  }

  @Test
  void malformedPickles() {
    Map<String, Consumer<PickleWriter>> cases = new LinkedHashMap<>();
    cases.put("takes a value where there is none", p -> p.bytes('R'));
    cases.put("looks for a mark where there is none", p -> p.bytes('t'));
    cases.put("recalls value 9, which it never stored", p -> p.bytes('h', 9));
    cases.put("calls something that is no constructor", p -> p.add("a").bytes(')', 'R'));
    cases.put("needs a list where there is none", p -> p.bytes(')').add("a").bytes('a'));
    cases.put("needs a map where there is none", p -> p.bytes(']', '(', 'u'));
    cases.put("puts a key without a value into a map", p -> p.bytes('}', '(').add(1).bytes('u'));
    cases.put("sets attributes of a value that has none", p -> p.add("a").add("b").bytes('b'));
    cases.put("gives storage an unknown kind of identity", p -> p.add("a").bytes(0x85, 'Q'));
    cases.put("gives storage an unknown kind of arguments", p -> p.add("a").bytes('Q'));
    cases.put(
        "gives torch._utils._rebuild_tensor_v2 an unknown kind of argument 0",
        p -> p.global("torch._utils", "_rebuild_tensor_v2").add(1).bytes(0x85, 'R'));
    cases.put("more bytes than the file has", p -> p.bytes('X', 0xff, 0xff, 0xff, 0xff));
    cases.put("its description expects 18446744073709551615", p -> eight(p, 0x8e, -1));
    cases.put("its description expects 4611686018427387904", p -> eight(p, 0x96, 1L << 62));
    cases.put("makes an object without a class", p -> p.bytes('(', 'o'));
    cases.put(
        "makes an ordered map of something else than pairs",
        p -> p.global("collections", "OrderedDict").bytes(']').add(1).bytes('a', 0x85, 'R'));
    cases.put("does not end", p -> p.bytes('c').ascii("m".repeat(2000)));
    cases.forEach(
        (expected, operations) -> {
          String message = refusal(archive(operations));
          assertTrue(message.contains(expected), message);
        });
  }

  /** An operation with a length of 64 bits. */
  private static void eight(PickleWriter pickle, int operation, long length) {
    pickle.bytes(operation);
    for (int i = 0; i < Long.SIZE; i += Byte.SIZE) {
      pickle.bytes((int) (length >>> i) & 0xff);
    }
  }

  /**
   * A few kilobytes that would take ages: tuples of tuples as keys, whose hash visits 2^90 values,
   * one long string compared with another again and again, and one list copied again and again.
   */
  @Test
  @Timeout(60)
  void sharedValuesCostNothing() throws IOException {
    Consumer<PickleWriter> tuples =
        p -> {
          p.bytes('}', ')');
          for (int i = 0; i < 90; i++) {
            p.bytes('q', 0, 'h', 0, 0x86);
          }
          p.bytes('N', 's');
        };
    root(archive(tuples));
    Consumer<PickleWriter> strings =
        p -> {
          p.bytes('}').add("x".repeat(1 << 20)).add("x".repeat(1 << 20)).bytes('0', '0', '(');
          for (int i = 0; i < 100_000; i++) {
            p.bytes('h', i % 2, 'N');
          }
          p.bytes('u');
        };
    root(archive(strings));
    Consumer<PickleWriter> copies =
        p -> {
          p.global("collections", "OrderedDict").bytes(']', 'q', 9, '(');
          for (int i = 0; i < 10_000; i++) {
            p.add(i).bytes('N', 0x86);
          }
          p.bytes('e', '0');
          for (int i = 0; i < 1_000; i++) {
            p.bytes('h', 0, 'h', 9, 0x85, 'R', '0');
          }
        };
    assertTrue(refusal(archive(copies)).contains("has more than 4000000 operations"));
  }

  @Test
  void depthIsLimited() {
    String deep = "nests lists and maps more than 100 deep";
    Consumer<PickleWriter> tuples = p -> p.bytes(')').repeat(200, 0x85);
    assertTrue(refusal(archive(tuples)).contains(deep));
    Consumer<PickleWriter> lists = p -> p.repeat(200, ']').repeat(200, 'a');
    assertTrue(refusal(archive(lists)).contains(deep));
    assertTrue(
        refusal(archive(p -> p.bytes(']', 'q', 0, 'h', 0, 'a'))).contains("a value into itself"));
    assertTrue(
        refusal(archive(p -> p.bytes(']', ']', 'q', 0, 'a', 'h', 0).add(1).bytes('a')))
            .contains("changes a list that is already part of another value"));
  }

  @Test
  void lengthIsLimited() {
    assertTrue(
        refusal(archive(p -> p.bytes(']').repeat(4_000_001, 'N')))
            .contains("has more than 4000000 operations"));
  }

  @ParameterizedTest
  @EnumSource(TorchFormat.class)
  void everyTruncationIsRefused(TorchFormat format) throws IOException {
    byte[] file = state(format, SavedTensor.floats(new long[] {3}, 1, 2, 3));
    for (int length = 0; length < file.length; length++) {
      refusal(Arrays.copyOf(file, length));
    }
    OpenedFile.of(folder, file).close();
  }

  @Test
  void magicNumbers() {
    assertEquals(
        "it begins with the magic number of neither of PyTorch's two formats",
        refusal("ustar".getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        "its magic number is not that of torch.save",
        refusal(new PickleWriter().finish(BigInteger.ONE.shiftLeft(72))));
    byte[] file = TorchFormat.LEGACY.write("object");
    file[5] ^= 1;
    assertEquals("its magic number is not that of torch.save", refusal(file));
    byte[] zip = new ZipWriter(false).add("a.txt", new byte[3]).finish();
    assertEquals("it is an archive, but not one that torch.save wrote: no data.pkl", refusal(zip));
  }

  @Test
  void damagedArchives() {
    byte[] file = state(TorchFormat.ZIP, SavedTensor.floats(new long[] {3}, 1, 2, 3));
    byte[] bits = file.clone();
    bits[80] ^= 4;
    assertEquals(
        "archive/data.pkl in its archive is damaged: its checksum is wrong", refusal(bits));
    byte[] pickle = new PickleWriter().finish(1);
    byte[] twice =
        new ZipWriter(false).add("a/data.pkl", pickle).add("a/data.pkl", pickle).finish();
    assertEquals("its archive has two entries a/data.pkl", refusal(twice));
    byte[] big =
        new ZipWriter(false)
            .add("a/data.pkl", pickle)
            .add("a/byteorder", "big".getBytes(StandardCharsets.UTF_8))
            .finish();
    assertTrue(refusal(big).startsWith("it was written on a big-endian machine"));
  }

  @ParameterizedTest
  @EnumSource(TorchFormat.class)
  void tensorsMustLieInTheirStorages(TorchFormat format) throws IOException {
    SavedTensor three = SavedTensor.floats(new long[] {3}, 1, 2, 3);
    String expected = " does not lie in its storage of 3 elements";
    long[] one = {1};
    for (SavedTensor bad :
        List.of(
            three.view(0, new long[] {4}, one),
            three.view(1, new long[] {3}, one),
            three.view(-1, new long[] {3}, one),
            three.view(0, new long[] {-3}, one),
            three.view(0, new long[] {2}, new long[] {3}),
            three.view(2, new long[] {2}, new long[] {-1}),
            three.view(0, new long[] {1L << 62, 1L << 62}, new long[] {1, 1}),
            three.view(0, new long[] {1, 3}, one))) {
      String message = tensorRefusal(format, bad);
      assertTrue(message.contains("tensor w of shape [") && message.contains(expected), message);
    }
  }

  @Test
  void storagesMustHaveTheirSize() throws IOException {
    SavedTensor lying = SavedTensor.rowMajor("FloatStorage", new byte[12], 4, 4);
    assertTrue(
        tensorRefusal(TorchFormat.ZIP, lying)
            .contains("archive/data/0 has 12 bytes, but its tensors expect 4 elements of 4 bytes"));
    assertTrue(
        refusal(state(TorchFormat.LEGACY, lying))
            .contains("where its tensors expect 4 and the file has room for 3"));
    byte[] none = new PickleWriter().finish(Map.of("w", lying));
    try (OpenedFile file = OpenedFile.of(folder, archive(none))) {
      assertTrue(
          assertThrows(UserError.class, () -> file.tensor("w"))
              .getMessage()
              .contains("its archive has no archive/data/0 for a tensor"));
    }
  }

  @Test
  void typesThatWeightsCannotHave() throws IOException {
    for (String type : List.of("ComplexFloatStorage", "QInt8Storage")) {
      int size = type.startsWith("C") ? 8 : 1;
      SavedTensor other = SavedTensor.rowMajor(type, new byte[2 * size], 2, 2);
      for (TorchFormat format : TorchFormat.values()) {
        assertTrue(
            tensorRefusal(format, other).matches(".*tensor w is of type \\w+, which weights.*"));
      }
    }
    byte[] large = new byte[8];
    ByteBuffer.wrap(large).order(ByteOrder.LITTLE_ENDIAN).putDouble(1e300);
    assertTrue(
        tensorRefusal(TorchFormat.ZIP, SavedTensor.rowMajor("DoubleStorage", large, 1, 1))
            .contains("tensor w of type float64 holds 1.0E300, too large for FLOAT32"));
  }

  @Test
  void repeatedElementsAreLimited() throws IOException {
    SavedTensor one = SavedTensor.floats(new long[] {1}, 1);
    for (long[] shape : List.of(new long[] {1L << 40}, new long[] {1L << 61})) {
      assertTrue(
          tensorRefusal(TorchFormat.ZIP, one.view(0, shape, new long[] {0}))
              .contains("its tensors up to w have more than 8 times the file's"));
    }
  }

  @Test
  void manyViewsOfOneStorageAreLimited() throws IOException {
    SavedTensor whole = SavedTensor.rowMajor("FloatStorage", new byte[40_000], 10_000, 10_000);
    Map<String, Object> state = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      state.put("w" + i, whole.view(0, new long[] {10_000}, new long[] {1}));
    }
    try (OpenedFile file = OpenedFile.of(folder, TorchFormat.ZIP.write(state))) {
      for (int i = 0; i < 8; i++) {
        file.tensor("w" + i);
      }
      UserError error =
          assertThrows(
              UserError.class,
              () -> {
                for (int i = 8; i < 20; i++) {
                  file.tensor("w" + i);
                }
              });
      assertTrue(error.getMessage().contains("have more than 8 times the file's"));
    }
  }
}
