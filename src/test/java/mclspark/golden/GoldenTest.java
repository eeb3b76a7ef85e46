package mclspark.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import mclspark.run.Workers;
import mclspark.tensor.HostTensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Runs every file of {@code golden.dir} by its kind, which is the first word of its name. */
class GoldenTest {

  /** The smallest architecture of each family; the others take longer and tell little more. */
  private static final Set<String> SMALLEST =
      Set.of("resnet32", "wrn_16_2", "ShuffleNetV2_05x", "hcgnet_A1", "imagenet-resnet18");

  @TestFactory
  Stream<DynamicTest> fixtures() throws IOException {
    return fixtures(false);
  }

  @Tag("slow")
  @TestFactory
  Stream<DynamicTest> largeArchitectures() throws IOException {
    return fixtures(true);
  }

  private static boolean isLargeArchitecture(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("arch-") && !SMALLEST.contains(name.replaceAll("arch-|-x\\d.*", ""));
  }

  private Stream<DynamicTest> fixtures(boolean large) throws IOException {
    Path folder = Path.of(System.getProperty("golden.dir", "src/test/resources/golden"));
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> fixtures =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .filter(file -> !file.endsWith("augment.json")) // AugmentGoldenTest
              .sorted()
              .toList();
      assertTrue(!fixtures.isEmpty(), "no fixtures in " + folder);
      return fixtures.stream().filter(file -> isLargeArchitecture(file) == large).map(this::test);
    }
  }

  private DynamicTest test(Path file) {
    String name = file.getFileName().toString();
    return DynamicTest.dynamicTest(
        name, () -> run(name, new ObjectMapper().readTree(file.toFile())));
  }

  private static void run(String name, JsonNode fixture) throws Exception {
    switch (name.split("[-.]", 2)[0]) {
      case "moco" -> moco(new MocoGolden(fixture));
      case "arch" -> new ArchGolden(fixture).check();
      case "loss" -> new LossGolden(fixture).check();
      case "steps" -> new StepsGolden(fixture).check();
      case "lincls" -> new LinearGolden(fixture).check();
      default -> fail("No test knows the kind of " + name);
    }
  }

  /** On 1, 2 .. W workers, as threads and over TCP, which must agree to the bit. */
  private static void moco(MocoGolden golden) throws Exception {
    Map<String, Integer> single = digests(golden.check());
    if (!GoldenEngine.repeatsBits()) {
      return;
    }
    for (int workers = 2; workers <= golden.world(); workers *= 2) {
      for (Map<String, Integer> state :
          Workers.onThreads(workers, member -> digests(golden.run(member)))) {
        assertEquals(single, state);
      }
      for (Map<String, Integer> state :
          Workers.overTcp(workers, member -> digests(golden.run(member)))) {
        assertEquals(single, state);
      }
    }
  }

  /**
   * A check sum of each tensor's bits. Batch-norm history is left out: it lives on the worker of
   * rank 0 only, all else is the same everywhere.
   */
  private static Map<String, Integer> digests(Map<String, HostTensor> state) {
    Map<String, Integer> digests = new TreeMap<>();
    state.forEach(
        (name, values) -> {
          if (!name.contains("running_") && !name.endsWith("num_batches_tracked")) {
            CRC32 sum = new CRC32();
            sum.update(values.data().duplicate());
            digests.put(name, (int) sum.getValue());
          }
        });
    return digests;
  }
}
