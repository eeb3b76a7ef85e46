package mclspark.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mclspark.augment.Augmentation;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The folder {@code odd-jpeg} of the real pictures, where there is one. */
class OddJpegTest {

  private static final Map<String, String> BROKEN = broken();

  private static Map<String, String> broken() {
    Map<String, String> broken =
        new HashMap<>(
            Map.of("empty", "it is empty", "missing-sof", "only a header", "truncated", "cut off"));
    if (!WebpLibrary.missing().isEmpty()) {
      broken.put("webp-bytes", "no libwebp");
    }
    return broken;
  }

  // Stray bytes before the end; only libturbojpeg reads on for sure.
  private static final String DAMAGED = "extraneous-data";

  private static String jdkOnly(DecoderChoice choice) {
    return choice == DecoderChoice.JDK ? "damaged" : null;
  }

  static List<DecoderChoice> available() {
    return ImageDecoder.available();
  }

  @ParameterizedTest
  @MethodSource("available")
  void everyFileDecodesOrHasItsReason(DecoderChoice choice) throws IOException {
    try (ImageDecoder decoder = ImageDecoder.open(choice);
        Stream<Path> files = Files.list(folder())) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".JPEG", "");
        String broken = name.equals(DAMAGED) ? jdkOnly(choice) : BROKEN.get(name);
        try {
          RgbImage picture = decoder.decode(Files.readAllBytes(file));
          assertTrue(broken == null, name + " was decoded");
          crop(picture);
        } catch (BrokenPictureException e) {
          assertTrue(broken != null && e.getMessage().contains(broken), name + ": " + e);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("available")
  void cmykLooksLikeItsRgbTwin(DecoderChoice choice) throws Exception {
    RgbImage cmyk = decode(choice, "cmyk");
    RgbImage twin = decode(choice, "cmyk-rgb-twin");
    double error = 0;
    for (int i = 0; i < cmyk.pixels().length; i++) {
      error += Math.abs((cmyk.pixels()[i] & 0xFF) - (twin.pixels()[i] & 0xFF));
    }
    // The twin was made with a colour profile, the decoders know none: its pure red is 231 32 25
    // where they and Pillow's rule give 255 13 25. Inverted or swapped inks are off by more than
    // 50.
    assertTrue(error / cmyk.pixels().length < 8, "mean error " + error / cmyk.pixels().length);
  }

  @ParameterizedTest
  @MethodSource("available")
  void bothDecodersAgreeOnEverySoundFile(DecoderChoice choice) throws Exception {
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".JPEG", "");
        if (!BROKEN.containsKey(name) && !name.equals(DAMAGED)) {
          assertEquals(decode(DecoderChoice.JDK, name), decode(choice, name), name);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("available")
  void theOrientationTagIsIgnored(DecoderChoice choice) throws Exception {
    // Pixels are stored turned, so a loader that followed the tag would give the reference.
    RgbImage reference = decode(choice, "orientation-1-reference");
    assertTrue(meanError(reference, decode(choice, "orientation-3")) > 20);
    assertTrue(meanError(reference, decode(choice, "orientation-6")) > 20);
  }

  private static double meanError(RgbImage one, RgbImage other) {
    double error = 0;
    for (int i = 0; i < one.pixels().length; i++) {
      error += Math.abs((one.pixels()[i] & 0xFF) - (other.pixels()[i] & 0xFF));
    }
    return error / one.pixels().length;
  }

  private static void crop(RgbImage picture) {
    byte[] out = new byte[3 * 64 * 64];
    CounterRandom random = CounterRandom.of(1, 0, 0, Purpose.QUERY_CROP);
    Augmentation.v1(64, 0.2).apply(picture, random, out, 0);
    Augmentation.v2(64, 0.2, true).apply(picture, random, out, 0);
    Augmentation.evaluation(72, 64).apply(picture, random, out, 0);
  }

  private static RgbImage decode(DecoderChoice choice, String name) throws Exception {
    try (ImageDecoder decoder = ImageDecoder.open(choice)) {
      return decoder.decode(Files.readAllBytes(folder().resolve(name + ".JPEG")));
    }
  }

  private static Path folder() {
    String data = System.getProperty("real.data", "");
    Path folder = Path.of(data, "odd-jpeg");
    assumeTrue(!data.isEmpty() && Files.isDirectory(folder), "no real pictures here");
    return folder;
  }
}
