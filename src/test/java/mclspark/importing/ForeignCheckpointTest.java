package mclspark.importing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import mclspark.UserError;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.ExportFormat;
import mclspark.checkpoint.Snapshot;
import mclspark.exporting.CheckpointExport;
import mclspark.exporting.ExportRequest;
import mclspark.pth.PythonObject;
import mclspark.pth.SavedTensor;
import mclspark.pth.TorchFormat;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other programs than the reference, and what stands in them beside the weights. */
final class ForeignCheckpointTest {

  private static final Configuration HADOOP = new Configuration();

  private final List<String> warnings = new ArrayList<>();

  private String what = "";

  @TempDir Path folder;

  /** The model that a file becomes. */
  private Map<String, HostTensor> run(byte[] file) throws IOException {
    return run(ReferenceFiles.write(folder, "x.pth", file), "run");
  }

  private Map<String, HostTensor> run(String file, String output) {
    String out = folder.resolve(output).toString();
    ImportRequest request = new ImportRequest(file, out, Optional.empty(), OptionalInt.empty());
    what = CheckpointImport.run(request, HADOOP, warnings::add).what();
    CheckpointReader reader = new CheckpointReader(HADOOP);
    return reader.load(reader.resolve(out).path()).files().get(Snapshot.MODEL).tensors();
  }

  private String refusal(Object content) {
    byte[] file = TorchFormat.ZIP.write(content);
    return assertThrows(UserError.class, () -> run(file)).getMessage();
  }

  /** Its name tells what it should be, whatever has become of its first bytes. */
  @Test
  void aDamagedSafetensorsFileIsNamedAsOne() throws IOException {
    byte[] damaged = {-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'};
    String file = ReferenceFiles.write(folder, "x.safetensors", damaged);
    String message = assertThrows(UserError.class, () -> run(file, "run")).getMessage();
    assertTrue(message.contains("safetensors") && !message.contains("PyTorch"), message);
  }

  private static byte[] state(Map<String, SavedTensor> state) {
    return ReferenceFiles.file(TorchFormat.ZIP, "state_dict", state);
  }

  private static void assertBits(SavedTensor expected, HostTensor actual, String name) {
    byte[] bytes = new byte[actual.data().remaining()];
    actual.data().duplicate().get(bytes);
    assertArrayEquals(expected.storage(), bytes, name);
    assertArrayEquals(expected.shape(), actual.shape(), name);
  }

  private static void assertState(
      Map<String, SavedTensor> expected, Map<String, HostTensor> model) {
    assertEquals(expected.size(), model.size());
    expected.forEach(
        (name, tensor) -> assertBits(tensor, model.get(name.replaceFirst("^module\\.", "")), name));
  }

  @ParameterizedTest
  @EnumSource(TorchFormat.class)
  void objectsBesideTheWeightsAreNamed(TorchFormat format) throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(1);
    Map<String, Object> root = new TreeMap<>(Map.of("state_dict", state, "epoch", 7));
    root.put("args", new PythonObject("argparse", "Namespace"));
    root.put("scheduler", List.of(1, new PythonObject("collections", "Counter")));
    assertState(state, run(format.write(root)));
    assertEquals(
        List.of(
            "Left out unread, as no weight needs it: args (argparse.Namespace), scheduler"
                + " (collections.Counter)."),
        warnings);
  }

  @Test
  void objectsAmongTheWeightsAreRefused() {
    Map<String, Object> state = new LinkedHashMap<>(ReferenceFiles.moco(1));
    state.put("module.queue", new PythonObject("my", "Queue"));
    assertTrue(
        refusal(Map.of("state_dict", state))
            .contains("entry module.queue of state_dict is no tensor but an object of my.Queue"));
    assertTrue(
        refusal(Map.of("model", new PythonObject("my", "Net")))
            .contains("model is an object of my.Net and no map of tensors"));
    assertTrue(
        refusal(new PythonObject("my", "Net"))
            .contains("it holds an object of my.Net, of which only state_dict() can be imported"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_orig_mod.", "module._orig_mod.", "module.module."})
  void wrappersOfAnyNumberAreTakenOff(String prefix) throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(1);
    Map<String, SavedTensor> wrapped = new LinkedHashMap<>();
    state.forEach((name, tensor) -> wrapped.put(name.replaceFirst("^module\\.", prefix), tensor));
    assertState(state, run(state(wrapped)));
  }

  @Test
  void wrappersOfInnerModulesAreTakenOff() throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(1);
    Map<String, SavedTensor> inner = new LinkedHashMap<>();
    String layer = "._orig_mod.layer1._fsdp_wrapped_module.";
    state.forEach((name, tensor) -> inner.put(name.replace(".layer1.", layer), tensor));
    Map<String, SavedTensor> twice = new LinkedHashMap<>(inner);
    twice.put("encoder_q_0.layer1.0.bn1.bias", SavedTensor.zeros(16));
    assertTrue(
        refusal(Map.of("state_dict", twice))
            .contains("entry encoder_q_0.layer1.0.bn1.bias of state_dict is there twice"));
    assertState(state, run(state(inner)));
  }

  @Test
  void namesThatNothingFitsAreTold() {
    Map<String, SavedTensor> state = Map.of("module.backbone.a", SavedTensor.zeros(1));
    assertTrue(
        refusal(Map.of("state_dict", state))
            .contains(
                "state_dict has neither encoder_q. or encoder_q_0. of MoCo nor a classifier; its"
                    + " names begin with: backbone."));
  }

  /** The files of MoCo itself: one pair of encoders without numbers, one queue [D, K]. */
  @Test
  void plainMocoIsOnePeer() throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(1);
    Map<String, SavedTensor> plain = new LinkedHashMap<>();
    state.forEach((name, tensor) -> plain.put(name.replaceFirst("(encoder_[qk])_0", "$1"), tensor));
    long[] shape = {ReferenceFiles.DIM, ReferenceFiles.QUEUE};
    long[] strides = {ReferenceFiles.QUEUE, 1};
    plain.put("module.queue", state.get("module.queue").view(0, shape, strides));
    assertState(state, run(ReferenceFiles.file(TorchFormat.LEGACY, "state_dict", plain)));
    assertEquals("MoCo pre-training, resnet8, N = 1, D = 16, K = 64", what);
  }

  @Test
  void bareStates() throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(1);
    Map<String, Object> bare = new LinkedHashMap<>(state);
    bare.put("module._extra_state", null);
    assertState(state, run(TorchFormat.ZIP.write(bare)));
    assertEquals(List.of("Left out, as it holds no weights: _extra_state (1)."), warnings);
  }

  @Test
  void classifiersUnderModel() throws IOException {
    Map<String, SavedTensor> classifier = ReferenceFiles.linear("resnet18", 9);
    Map<String, HostTensor> model = run(ReferenceFiles.file(TorchFormat.ZIP, "model", classifier));
    assertBits(classifier.get("module.fc.bias"), model.get("classifier_0.bias"), "fc.bias");
    assertEquals("classifier with its encoder, resnet18, N = 1, 9 classes", what);
  }

  @Test
  void changedTypesAreTold() throws IOException {
    Map<String, SavedTensor> state = new LinkedHashMap<>(ReferenceFiles.moco(1));
    String norm = "module.encoder_q_0.bn1.";
    state.put(norm + "bias", SavedTensor.rowMajor("DoubleStorage", new byte[128], 16, 16));
    state.put(norm + "weight", SavedTensor.rowMajor("HalfStorage", new byte[32], 16, 16));
    state.put(norm + "num_batches_tracked", SavedTensor.floats(new long[0], 5));
    HostTensor counter = run(state(state)).get("encoder_q_0.bn1.num_batches_tracked");
    assertBits(SavedTensor.longs(new long[0], 5), counter, "counter");
    assertEquals(
        List.of(
            "Rounded to float32: 1 tensors of float64.",
            "Widened, with the same values, to float32: 1 tensors of float16."),
        warnings);
  }

  /** As PyTorch reads what was saved before version 0.4.1. */
  @Test
  void batchNormsThatDoNotCount() throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(1);
    state.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
    assertEquals(ReferenceFiles.moco(1).size(), run(state(state)).size());
    assertEquals(
        List.of("Set to 0: num_batches_tracked of 18 batch norms, which the file does not have."),
        warnings);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet32, 2, module_list.0.classifier.bias",
    "resnet18, 1, classifier_0.bias",
    "wrn_16_2, 4, classifier_0.bias",
    "ShuffleNetV2_05x, 2, module_list.0.linear.bias",
  })
  void exportedPeersAreImported(String arch, int peers, String head) throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.supervised(arch, peers, 10);
    run(ReferenceFiles.file(TorchFormat.ZIP, "net", state));
    Map<String, HostTensor> first = exportAndImport(0);
    assertEquals(PeerLayout.entries(arch, 1, 10).keySet(), first.keySet());
    assertBits(state.get(head), first.get("classifier_0.bias"), head);
  }

  @Test
  void exportedEncodersAreImported() throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(2);
    run(state(state));
    Map<String, HostTensor> encoder = exportAndImport(1);
    assertEquals(56, encoder.size());
    encoder.forEach(
        (name, tensor) ->
            assertBits(state.get(name.replace("encoder_q_0", "module.encoder_q_1")), tensor, name));
    assertEquals("encoder of pre-training, resnet8, D = 16", what);
  }

  private Map<String, HostTensor> exportAndImport(int peer) {
    String file = folder.resolve("e.safetensors").toString();
    CheckpointExport.run(
        new ExportRequest(
            folder.resolve("run").toString(), peer, ExportFormat.SAFETENSORS, file, false),
        HADOOP,
        warning -> {});
    return run(file, "again");
  }
}
