package mclspark.pth;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mclspark.fuzz.Fuzz;
import mclspark.fuzz.MemoryFile;
import org.junit.jupiter.api.Test;

/** Damaged files of PyTorch, and damaged pickles of arrays. */
final class PickleFuzzTest {

  // An operation is a byte and may make an object.
  private static final long MOST = 32 << 20;

  private static Map<String, Object> state() {
    SavedTensor weight = SavedTensor.floats(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
    Map<String, Object> state = new TreeMap<>();
    state.put("weight", weight);
    state.put("turned", weight.view(1, new long[] {2, 2}, new long[] {1, 3}));
    state.put("count", SavedTensor.longs(new long[0], 7));
    state.put("half", SavedTensor.rowMajor("HalfStorage", new byte[] {0, 0x3c, 1, 2}, 2, 2));
    return new TreeMap<>(
        Map.of("epoch", 3, "lr", 0.1, "names", List.of("a", "b", List.of()), "state_dict", state));
  }

  private static byte[] zipWithoutChecksums() {
    PickleWriter pickle = new PickleWriter();
    byte[] object = pickle.finish(state());
    ZipWriter zip = new ZipWriter(false).withoutChecksums().add("archive/data.pkl", object);
    pickle.storages().forEach((key, bytes) -> zip.add("archive/data/" + key, bytes));
    return zip.finish();
  }

  private static void readAll(TorchFile file, Object value) throws IOException {
    if (value instanceof StoredTensor tensor) {
      file.tensor("t", tensor);
    } else if (value instanceof Map<?, ?> map) {
      for (Object inner : map.values()) {
        readAll(file, inner);
      }
    } else if (value instanceof List<?> list) {
      for (Object inner : list) {
        readAll(file, inner);
      }
    }
  }

  private static void read(byte[] input) throws IOException {
    TorchFile file = TorchFile.open(MemoryFile.open(input), input.length, "x.pth");
    readAll(file, file.root());
  }

  @Test
  void damagedZipFilesAreReadOrRefused() throws Exception {
    Fuzz.of(
            "zip of torch.save",
            zipWithoutChecksums(),
            TorchFormat.ZIP.write(state()),
            TorchFormat.ZIP64.write(state()))
        .allocating(MOST)
        .run(PickleFuzzTest::read);
  }

  @Test
  void damagedLegacyFilesAreReadOrRefused() throws Exception {
    Fuzz.of("legacy file of torch.save", TorchFormat.LEGACY.write(state()))
        .allocating(MOST)
        .run(PickleFuzzTest::read);
  }

  private static byte[] cifar(String name) throws IOException {
    try (InputStream in =
        PickleFuzzTest.class.getResourceAsStream("/cifar/cifar-100-python/" + name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void damagedPicklesOfArraysAreReadOrRefused() throws Exception {
    Fuzz.of("pickle of arrays", cifar("meta"), cifar("train"))
        .allocating(MOST)
        .run(
            input -> {
              PickledArrays arrays =
                  PickledArrays.open(MemoryFile.open(input), input.length, "train");
              if (arrays.root() instanceof Map<?, ?> map
                  && map.get("data") instanceof NumpyArray data
                  && !data.shape().isEmpty()) {
                arrays.bytes(data, 0, 1);
              }
            });
  }
}
