package mclspark.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages valid inputs: the same input for the same seed and number. */
final class Mutator {

  /** No input grows beyond it: what is looked for needs few bytes. */
  static final int LONGEST = 1 << 15;

  private static final int MOST_CHANGES = 6;
  private static final long[] LENGTHS = {
    0,
    1,
    -1,
    2,
    127,
    128,
    255,
    256,
    32_767,
    32_768,
    65_535,
    65_536,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE / 8
  };
  private static final List<String> TEXTS =
      List.of(
          "-1",
          "0",
          "00",
          "1e999",
          "-0",
          "NaN",
          "99999999999999999999",
          "2147483648",
          "0x1",
          "1_0",
          "",
          "null",
          "~",
          "[",
          "]",
          "{",
          "}",
          "\"",
          ":",
          "- ",
          "&a ",
          "*a",
          "!!int ",
          "\n",
          "\t",
          "\0",
          "é",
          "../",
          "/",
          ".");

  private final List<byte[]> seeds;
  private final SplittableRandom random;

  private Mutator(List<byte[]> seeds, SplittableRandom random) {
    this.seeds = seeds;
    this.random = random;
  }

  /** Input {@code number} of those that are made of {@code seeds}. */
  static byte[] input(List<byte[]> seeds, long seed, long number) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    random.nextLong(); // neighbouring states begin alike
    return new Mutator(seeds, random).input();
  }

  private byte[] input() {
    byte[] bytes = seed().clone();
    int most = 1 + random.nextInt(MOST_CHANGES); // few more often than many
    for (int changes = 1 + random.nextInt(most); changes > 0; changes--) {
      bytes = bytes.length == 0 ? seed().clone() : changed(bytes);
    }
    return bytes.length <= LONGEST ? bytes : Arrays.copyOf(bytes, LONGEST);
  }

  private byte[] seed() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] changed(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int to = at + 1 + random.nextInt(bytes.length - at);
    return switch (random.nextInt(11)) {
      case 0, 1 -> with(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
      case 2 -> with(bytes, at, (byte) random.nextInt(256));
      case 3, 4 -> length(bytes, at);
      case 5 -> Arrays.copyOf(bytes, at);
      case 6 -> spliced(bytes, at, to, new byte[0]);
      case 7 -> repeated(bytes, at, to);
      case 8 -> spliced(bytes, at, to, stretch(seed()));
      case 9 -> spliced(bytes, at, at, stretch(bytes));
      default -> text(bytes, at);
    };
  }

  private static byte[] with(byte[] bytes, int at, byte value) {
    bytes[at] = value;
    return bytes;
  }

  /** A number that a parser may take for a length, in either order of bytes. */
  private byte[] length(byte[] bytes, int at) {
    int size = Math.min(1 << random.nextInt(4), bytes.length - at);
    long near = bytes.length - at + random.nextInt(9) - 4;
    long value = random.nextInt(3) == 0 ? near : LENGTHS[random.nextInt(LENGTHS.length)];
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
    boolean little = random.nextBoolean();
    number.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).putLong(0, value);
    System.arraycopy(number.array(), little ? 0 : Long.BYTES - size, bytes, at, size);
    return bytes;
  }

  private byte[] repeated(byte[] bytes, int from, int to) {
    int end = random.nextBoolean() ? to : Math.min(to, from + 1 + random.nextInt(16));
    int most = Math.max(1, (LONGEST - bytes.length) / (end - from));
    int times = random.nextInt(8) == 0 ? most : Math.min(most, 1 + random.nextInt(4));
    byte[] copies = new byte[times * (end - from)];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = bytes[from + i % (end - from)];
    }
    return spliced(bytes, end, end, copies);
  }

  /** In place of a stretch of digits, if there is one. */
  private byte[] text(byte[] bytes, int at) {
    int from = at;
    while (from < bytes.length && (bytes[from] < '0' || bytes[from] > '9')) {
      from++;
    }
    int to = from;
    while (to < bytes.length && bytes[to] >= '0' && bytes[to] <= '9') {
      to++;
    }
    boolean digits = to > from && random.nextBoolean();
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    return spliced(
        bytes, digits ? from : at, digits ? to : at, text.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] stretch(byte[] of) {
    int from = of.length == 0 ? 0 : random.nextInt(of.length);
    return Arrays.copyOfRange(of, from, from + random.nextInt(of.length - from + 1));
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] inner) {
    byte[] spliced = new byte[from + inner.length + bytes.length - to];
    System.arraycopy(bytes, 0, spliced, 0, from);
    System.arraycopy(inner, 0, spliced, from, inner.length);
    System.arraycopy(bytes, to, spliced, from + inner.length, bytes.length - to);
    return spliced;
  }
}
