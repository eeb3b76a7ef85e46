package mclspark.checkpoint.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.checkpoint.Snapshots;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

  @TempDir java.nio.file.Path folder;

  private static byte[] write(TensorFile content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, content);
    return out.toByteArray();
  }

  private static TensorFile read(byte[] file) throws IOException {
    return Safetensors.read(new ByteArrayInputStream(file), file.length, "a.file", n -> true);
  }

  /** A file with this header and this many zero bytes of data. */
  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static String entry(String name, String dtype, String shape, String offsets) {
    return String.format(
        "\"%s\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}", name, dtype, shape, offsets);
  }

  @Test
  void writesTheBytesThatTheFormatAsksFor() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put(
        "b", new HostTensor(DataType.UINT8, new long[] {2, 1}, ByteBuffer.wrap(new byte[] {7, 9})));
    tensors.put("a", Snapshots.int64(1));
    byte[] file = write(new TensorFile(tensors, Map.of("k", "v")));
    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[2,1],\"data_offsets\":[0,2]},"
            + "\"a\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[2,10]}}";
    header += " ".repeat((8 - header.length() % 8) % 8);
    byte[] expected = file(header, 10);
    expected[expected.length - 10] = 7;
    expected[expected.length - 9] = 9;
    expected[expected.length - 8] = 1;
    assertArrayEquals(expected, file);
    assertEquals(0, header.length() % 8);
  }

  @Test
  void keepsOrderNamesShapesAndBytes() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("z.weight", Snapshots.random(DataType.FLOAT32, 1, 3, 7, 1));
    tensors.put("größe \"\\\n\u0001", Snapshots.random(DataType.UINT8, 2, 5));
    tensors.put("empty", Snapshots.random(DataType.FLOAT32, 3, 4, 0));
    tensors.put("scalar", Snapshots.int64(Long.MIN_VALUE));
    TensorFile content = new TensorFile(tensors, Map.of("a", "ü"));
    byte[] file = write(content);
    Snapshots.assertSame(content, read(file));
    assertArrayEquals(file, write(content), "positions were moved or bytes differ");
    assertArrayEquals(file, write(read(file)));
  }

  @Test
  void keepsSpecialFloatsBitByBit() throws IOException {
    int[] bits = {
      0x80000000, 0x7fc00001, 0x7f800001, 0xffabcdef, 0x7f800000, 0xff800000, 1, 0x807fffff
    };
    ByteBuffer data = ByteBuffer.allocate(bits.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(bits).forEach(data::putInt);
    HostTensor tensor = new HostTensor(DataType.FLOAT32, new long[] {bits.length}, data.flip());
    HostTensor read = read(write(TensorFile.of(Map.of("x", tensor)))).tensors().get("x");
    assertEquals(ByteOrder.LITTLE_ENDIAN, read.data().order());
    for (int bit : bits) {
      assertEquals(bit, read.data().getInt());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F64,     8, 9a9999999999b93f, 0.1",
    "F16,     2, 003c018000fc,     1.0 -5.9604645E-8 -Infinity",
    "BF16,    2, 803f0080,         1.0 -0.0",
    "F8_E4M3, 1, 3801807e7f,       1.0 0.001953125 -0.0 448.0 NaN",
    "F8_E5M2, 1, 3c01807c7e,       1.0 1.5258789E-5 -0.0 Infinity NaN",
    "I8,      1, ff7f,             -1 127",
    "I16,     2, ffff0080,         -1 -32768",
    "U16,     2, ffff0080,         65535 32768",
    "I32,     4, ffffffff,         -1",
    "U32,     4, ffffffff,         4294967295",
    "U64,     8, ffffffffffffff7f, 9223372036854775807",
    "BOOL,    1, 0001,             0 1",
  })
  void typesOfOtherProgramsAreWidened(String dtype, int size, String hex, String values)
      throws IOException {
    byte[] data = HexFormat.of().parseHex(hex);
    String shape = "[" + data.length / size + "]";
    byte[] file =
        file(
            "{" + entry("x", '"' + dtype + '"', shape, "[0," + data.length + "]") + "}",
            data.length);
    System.arraycopy(data, 0, file, file.length - data.length, data.length);
    HostTensor read = read(file).tensors().get("x");
    for (String value : values.split(" ")) {
      switch (read.type()) {
        case FLOAT32 -> assertEquals(Float.valueOf(value), read.data().getFloat());
        case INT64 -> assertEquals(Long.parseLong(value), read.data().getLong());
        case UINT8 -> assertEquals(Integer.parseInt(value), read.data().get());
      }
    }
    assertEquals(0, read.data().remaining());
  }

  @ParameterizedTest
  @CsvSource({
    "U64, 00000000000000fe, 18302628885633695744",
    "F64, 9c7500883ce4377e, 1.0E300",
  })
  void valuesThatAreTooLargeAreNamed(String dtype, String hex, String value) {
    byte[] data = HexFormat.of().parseHex(hex);
    byte[] file = file("{" + entry("x", '"' + dtype + '"', "[1]", "[0,8]") + "}", 8);
    System.arraycopy(data, 0, file, file.length - 8, 8);
    String message = assertThrows(UserError.class, () -> read(file)).getMessage();
    assertTrue(
        message.startsWith(
            "a.file: tensor 'x' of dtype %s holds %s, too large for ".formatted(dtype, value)),
        message);
  }

  @Test
  void anEmptyFileOfTensorsIsValid() throws IOException {
    assertTrue(read(write(TensorFile.of(Map.of()))).tensors().isEmpty());
  }

  @Test
  void readsHeadersAloneAndWantedTensorsOnly() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("first", Snapshots.random(DataType.FLOAT32, 1, 600, 1000));
    tensors.put("second", Snapshots.random(DataType.FLOAT32, 2, 2, 3));
    java.nio.file.Path file = folder.resolve("x.safetensors");
    Files.write(file, write(TensorFile.of(tensors)));
    SafetensorsHeader header;
    try (InputStream in = Files.newInputStream(file)) {
      header = Safetensors.readHeader(in, Files.size(file), file.toString());
    }
    assertEquals(List.of("first", "second"), List.copyOf(header.tensors().keySet()));
    assertArrayEquals(new long[] {600, 1000}, header.tensors().get("first").shape());
    assertEquals(2_400_000, header.tensors().get("second").begin());
    FileSystem local = FileSystem.getLocal(new Configuration());
    TensorFile wanted = Safetensors.read(local, new Path(file.toUri()), "second"::equals);
    Snapshots.assertSame(TensorFile.of(Map.of("second", tensors.get("second"))), wanted);
  }

  @Test
  void writesMoreThanTwoGibibytesWithoutHoldingThem() throws IOException {
    ByteBuffer shared = ByteBuffer.allocateDirect(1 << 28);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < 9; i++) {
      tensors.put("t" + i, new HostTensor(DataType.UINT8, new long[] {1 << 28}, shared));
    }
    tensors.put("last", Snapshots.int64(42));
    LargeStream stream = new LargeStream();
    Safetensors.write(stream.output(), TensorFile.of(tensors));
    assertTrue(stream.length() > 9L << 28);
    TensorFile read = Safetensors.read(stream.input(), stream.length(), "large", "last"::equals);
    Snapshots.assertSame(TensorFile.of(Map.of("last", tensors.get("last"))), read);
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] file = write(TensorFile.of(Map.of("x", Snapshots.random(DataType.FLOAT32, 1, 3))));
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      UserError error = assertThrows(UserError.class, () -> read(cut), "length " + length);
      assertTrue(error.getMessage().startsWith("a.file is not a valid safetensors file: "));
    }
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    assertThrows(UserError.class, () -> read(longer));
    // The stream ends before the length that was promised.
    assertThrows(
        UserError.class,
        () ->
            Safetensors.read(
                new ByteArrayInputStream(file, 0, file.length - 1), file.length, "f", n -> true));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 100_000_001, Long.MAX_VALUE, 99, 0})
  void lyingHeaderLengthsAreRefused(long length) {
    byte[] file = file("{}      ", 0);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertThrows(UserError.class, () -> read(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "\"F32\"; [2]; [0,7]; spans 7 bytes",
        "\"F32\"; [2]; [4,12]; begins at byte 4",
        "\"F32\"; [2]; [8,0]; spans -8 bytes",
        "\"F32\"; [1]; [0,4]; need 4 bytes of data, but the file has 8",
        "\"F32\"; [3]; [0,12]; need 12 bytes of data, but the file has 8",
        "\"F32\"; [-2]; [0,8]; holds -2",
        "\"F32\"; [2.0]; [0,8]; holds 2.0",
        "\"F32\"; [9223372036854775808]; [0,8]; holds 9223372036854775808",
        "\"F32\"; [4294967296,4294967298]; [0,8]; is too large",
        "\"F32\"; [4611686018427387906]; [0,8]; is too large",
        "\"F32\"; 2; [0,8]; is not a list",
        "\"F32\"; [2]; [0,4,8]; has 3 offsets",
        "\"F32\"; [2]; [-8,0]; holds -8",
        "\"F4\"; [16]; [0,8]; has dtype \"F4\"",
        "\"C64\"; [1]; [0,8]; has dtype C64, which weights can't have",
        "7; [4]; [0,8]; has dtype 7",
      })
  void wrongEntriesAreRefused(String dtype, String shape, String offsets, String expected) {
    byte[] file = file("{" + entry("x", dtype, shape, offsets) + "}", 8);
    String message = assertThrows(UserError.class, () -> read(file)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void wrongHeadersAreRefused() {
    String whole = entry("x", "\"F32\"", "[2]", "[0,8]");
    List<String> headers =
        List.of(
            "{" + whole + "," + whole + "}",
            "{" + whole + "," + entry("y", "\"F32\"", "[2]", "[0,8]") + "}",
            "{" + whole + "," + entry("y", "\"F32\"", "[1]", "[4,8]") + "}",
            "{" + whole + "} {}",
            "{" + whole,
            " {" + whole + "}",
            "[]",
            "{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}",
            "{\"x\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
            "{" + whole + ",\"__metadata__\":{\"k\":1}}",
            "{" + whole + ",\"__metadata__\":[]}",
            "{\"x\":" + "[".repeat(100_000));
    for (String header : headers) {
      assertThrows(UserError.class, () -> read(file(header, 8)), header);
    }
    byte[] notUtf8 = file("{" + whole + "}", 8);
    notUtf8[10] = (byte) 0xff;
    assertThrows(UserError.class, () -> read(notUtf8));
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    FileSystem local = FileSystem.getLocal(new Configuration());
    Path path = new Path(folder.resolve("none.safetensors").toUri());
    String message =
        assertThrows(UserError.class, () -> Safetensors.read(local, path)).getMessage();
    assertTrue(message.contains("none.safetensors does not exist"), message);
  }
}
