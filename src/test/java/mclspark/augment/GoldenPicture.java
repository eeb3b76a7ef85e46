package mclspark.augment;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import mclspark.image.RgbImage;

/** Rebuilds the pictures of the golden file {@code augment.json} from their names. */
public final class GoldenPicture {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private GoldenPicture() {}

  public static RgbImage make(JsonNode picture, long seed) {
    String name = picture.get("name").asText();
    int width = picture.get("width").asInt();
    int height = picture.get("height").asInt();
    return switch (picture.get("kind").asText()) {
      case "noise" -> new RgbImage(width, height, noise(name, seed, 3 * width * height, 256));
      case "blocks" -> blocks(name, seed, width, height);
      default -> throw new IllegalArgumentException("unknown picture " + picture);
    };
  }

  public static RgbImage noise(String name, int width, int height) {
    return new RgbImage(width, height, noise(name, 0, 3 * width * height, 256));
  }

  public static RgbImage blocks(String name, long seed, int width, int height) {
    int cellWidth = (width + 15) / 16;
    byte[] cells = noise(name, seed, 3 * cellWidth * ((height + 15) / 16), 200);
    byte[] pixels = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          int cell = cells[(y / 16 * cellWidth + x / 16) * 3 + c] & 0xFF;
          pixels[3 * (y * width + x) + c] = (byte) (cell + (7 * x + 13 * y) % 56);
        }
      }
    }
    return new RgbImage(width, height, pixels);
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] noise(String name, long seed, int length, int values) {
    long start = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      start = (start ^ (b & 0xFF)) * 0x100000001B3L;
    }
    start += seed * GOLDEN_GAMMA;
    byte[] bytes = new byte[length];
    for (int e = 0; e < length; e++) {
      bytes[e] = (byte) Long.remainderUnsigned(mix(start + (e + 1L) * GOLDEN_GAMMA), values);
    }
    return bytes;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
