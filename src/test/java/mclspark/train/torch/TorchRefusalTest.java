package mclspark.train.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
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

  @Test
  void codeIsNamedAndNeverRun() {
    PickleWriter pickle = new PickleWriter();
    byte[] code =
        pickle.global("os", "system").add("touch executed").bytes(0x85, 'R').finish("never");
    String expected =
        "os.system before byte %d is none of the classes that tensors need, so it is refused and"
            + " nothing was executed";
    assertTrue(refusal(archive(code)).matches(expected.replace("%d", "\\d+")));
    assertTrue(refusal(legacy(code)).matches(expected.replace("%d", "\\d+")));
    assertTrue(
        refusal(archive(p -> p.bytes(0x8c, 2, 'o', 's', 0x8c, 6).ascii("system").bytes(0x93)))
            .startsWith("os.system before byte "));
    assertTrue(
        refusal(archive(p -> p.global("builtins", "eval"))).startsWith("builtins.eval before"));
    assertTrue(
        refusal(archive(p -> p.global("torch", "load"))).startsWith("torch.load before byte "));
  }

  @Test
  void unknownOperationsAreNamed() {
    assertTrue(
        refusal(archive(p -> p.bytes('i')))
            .matches("operation 0x69 \\('i'\\) at byte \\d+ is none that tensors need.*"));
    assertTrue(refusal(archive(p -> p.bytes(0x81))).startsWith("operation 0x81 at byte "));
    assertTrue(refusal(archive(p -> p.bytes(0x80, 5))).contains("has protocol 5, newer than 4"));
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
    cases.put(
        "has a key of a map that is neither string nor number",
        p -> p.bytes('}', ')').add(1).bytes('s'));
    cases.put("sets attributes of a value that has none", p -> p.add("a").add("b").bytes('b'));
    cases.put("gives storage an unknown kind of identity", p -> p.add("a").bytes(0x85, 'Q'));
    cases.put("gives storage an unknown kind of arguments", p -> p.add("a").bytes('Q'));
    cases.put(
        "gives torch._utils._rebuild_tensor_v2 an unknown kind of argument 0",
        p -> p.global("torch._utils", "_rebuild_tensor_v2").add(1).bytes(0x85, 'R'));
    cases.put("more bytes than the file has", p -> p.bytes('X', 0xff, 0xff, 0xff, 0xff));
    cases.put("is not UTF-8", p -> p.bytes(0x8c, 1, 0xff));
    cases.put("does not end", p -> p.bytes('c').ascii("m".repeat(2000)));
    cases.forEach(
        (expected, operations) -> {
          String message = refusal(archive(operations));
          assertTrue(message.contains(expected), message);
        });
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
            three.view(0, new long[] {1L << 40}, new long[] {0}),
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
  void doublesAreRefused() throws IOException {
    SavedTensor doubles = SavedTensor.rowMajor("DoubleStorage", new byte[16], 2, 2);
    assertTrue(
        tensorRefusal(TorchFormat.LEGACY, doubles)
            .contains("tensor w is float64, which float32 cannot hold; save it as float32"));
    SavedTensor complex = SavedTensor.rowMajor("ComplexFloatStorage", new byte[16], 2, 2);
    assertTrue(
        refusal(state(TorchFormat.ZIP, complex)).startsWith("torch.ComplexFloatStorage before"));
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
