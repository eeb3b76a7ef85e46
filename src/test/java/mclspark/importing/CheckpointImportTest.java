package mclspark.importing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import mclspark.UserError;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.Snapshot;
import mclspark.pth.SavedTensor;
import mclspark.pth.TorchFormat;
import mclspark.supervised.PeerEvaluation;
import mclspark.supervised.SupervisedConfig;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the reference's files. */
final class CheckpointImportTest {

  private static final Configuration HADOOP = new Configuration();

  private final List<String> warnings = new ArrayList<>();

  @TempDir Path folder;

  private Snapshot run(byte[] file, OptionalInt peer, Optional<String> arch) throws IOException {
    String path = ReferenceFiles.write(folder, "checkpoint_0199.pth.tar", file);
    String out = folder.resolve("run").toString();
    ImportRequest request = new ImportRequest(path, out, arch, peer);
    CheckpointImport.run(request, HADOOP, warnings::add);
    CheckpointReader reader = new CheckpointReader(HADOOP);
    return reader.load(reader.resolve(out).path());
  }

  private Snapshot run(byte[] file) throws IOException {
    return run(file, OptionalInt.empty(), Optional.empty());
  }

  private String refusal(String key, Map<String, SavedTensor> state) {
    return refusal(ReferenceFiles.file(TorchFormat.ZIP, key, state), Optional.empty());
  }

  private String refusal(byte[] file, Optional<String> arch) {
    UserError error = assertThrows(UserError.class, () -> run(file, OptionalInt.empty(), arch));
    assertTrue(Files.notExists(folder.resolve("run")), "a refused file left a folder");
    return error.getMessage();
  }

  private static void assertBits(SavedTensor expected, HostTensor actual, String name) {
    byte[] bytes = new byte[actual.data().remaining()];
    actual.data().duplicate().get(bytes);
    assertArrayEquals(expected.storage(), bytes, name);
    assertArrayEquals(expected.shape(), actual.shape(), name);
  }

  private static void assertState(Map<String, SavedTensor> expected, Snapshot snapshot) {
    Map<String, HostTensor> model = snapshot.files().get(Snapshot.MODEL).tensors();
    List<String> names =
        expected.keySet().stream().map(name -> name.replaceFirst("^module\\.", "")).toList();
    assertEquals(names, List.copyOf(model.keySet()));
    expected.forEach(
        (name, tensor) -> assertBits(tensor, model.get(name.replaceFirst("^module\\.", "")), name));
  }

  @ParameterizedTest
  @EnumSource(TorchFormat.class)
  void mocoKeepsNamesAndBits(TorchFormat format) throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(2);
    Snapshot snapshot = run(ReferenceFiles.file(format, "state_dict", state));
    assertState(state, snapshot);
    assertEquals(7, snapshot.progress().epoch());
    assertEquals(5, snapshot.progress().globalStep());
    assertEquals("checkpoint_0199", snapshot.run().name());
    assertTrue(snapshot.run().parentRun().endsWith("/checkpoint_0199.pth.tar"));
    assertEquals(2, snapshot.run().peers());
    assertEquals("pretrain", snapshot.run().config().get("job"));
    Map<?, ?> model = (Map<?, ?>) snapshot.run().config().get("model");
    assertEquals("resnet8", model.get("arch"));
    assertEquals(List.of(), warnings);
  }

  @Test
  void peerBecomesTheOnlyOne() throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(3);
    byte[] file = ReferenceFiles.file(TorchFormat.LEGACY, "state_dict", state);
    Snapshot snapshot = run(file, OptionalInt.of(2), Optional.empty());
    Map<String, HostTensor> model = snapshot.files().get(Snapshot.MODEL).tensors();
    String weight = ".layer2.0.conv1.weight";
    assertBits(state.get("module.encoder_q_2" + weight), model.get("encoder_q_0" + weight), weight);
    assertBits(state.get("module.encoder_k_2" + weight), model.get("encoder_k_0" + weight), weight);
    assertEquals(1, snapshot.run().peers());
    assertEquals((state.size() - 2) / 3 + 2, model.size());
    byte[] queues = state.get("module.queue").storage();
    byte[] last = Arrays.copyOfRange(queues, queues.length / 3 * 2, queues.length);
    assertBits(
        SavedTensor.rowMajor("FloatStorage", last, 0, 1, ReferenceFiles.DIM, ReferenceFiles.QUEUE),
        model.get("queue"),
        "queue");
    assertBits(SavedTensor.longs(new long[] {1}, 32), model.get("queue_ptr"), "queue_ptr");
  }

  /** Defect D1 of the reference: four entries for each encoder that nothing ever used. */
  @Test
  void unusedHeadsAreNamedAndLeftOut() throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(1);
    Map<String, SavedTensor> more = new LinkedHashMap<>(state);
    for (String encoder : List.of("module.encoder_q_0.fc.", "module.encoder_k_0.fc.")) {
      more.put(encoder + "0.weight", SavedTensor.zeros(64, 64));
      more.put(encoder + "0.bias", SavedTensor.zeros(64));
      more.put(encoder + "2.weight", more.get(encoder + "weight"));
      more.put(encoder + "2.bias", more.get(encoder + "bias"));
    }
    assertState(state, run(ReferenceFiles.file(TorchFormat.ZIP, "state_dict", more)));
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("encoder_q_0.fc.0.weight, "), warnings.get(0));
    assertTrue(warnings.get(0).endsWith("encoder_k_0.fc.2.bias"), warnings.get(0));
  }

  @ParameterizedTest
  @CsvSource({"resnet32, 2", "wrn_16_2, 4", "resnet56, 1", "resnet18, 1"})
  void supervisedPeersKeepNamesAndBits(String arch, int peers) throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.supervised(arch, peers, 100);
    Snapshot snapshot = run(ReferenceFiles.file(TorchFormat.ZIP, "net", state));
    assertState(state, snapshot);
    assertEquals("train", snapshot.run().config().get("job"));
    assertEquals(Map.of("arch", arch, "peers", peers), snapshot.run().config().get("model"));
    assertEquals(peers, snapshot.run().peers());
    assertEquals(8, snapshot.progress().epoch());
    String run = folder.resolve("run").toString();
    SupervisedConfig config =
        PeerEvaluation.of(run, false, List.of("data.test=pictures"), HADOOP).config();
    assertEquals(arch, config.model().arch());
    assertEquals(config.hash(), snapshot.run().configHash());
    assertEquals(!arch.equals("resnet18"), config.padsCrops());
  }

  @ParameterizedTest
  @CsvSource({
    "2, module_list.1.layer2.0.conv1.weight, layer2_0.0.conv1.weight",
    "2, module_list.1.classifier.bias, classifier_0.bias",
    "4, layer2_1.0.conv1.weight, layer2_0.0.conv1.weight",
    "4, layer1.0.conv1.weight, layer1.0.conv1.weight",
  })
  void supervisedPeerBecomesTheOnlyBranch(int peers, String from, String to) throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.supervised("resnet32", peers, 10);
    byte[] file = ReferenceFiles.file(TorchFormat.ZIP, "net", state);
    Snapshot snapshot = run(file, OptionalInt.of(1), Optional.of("resnet32"));
    Map<String, HostTensor> model = snapshot.files().get(Snapshot.MODEL).tensors();
    assertEquals(PeerLayout.entries("resnet32", 1, 10).keySet(), model.keySet());
    assertBits(state.get(from), model.get(to), to);
  }

  @Test
  void linearClassifierBecomesTheOnlyBranch() throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.linear("resnet18", 9);
    Snapshot snapshot = run(ReferenceFiles.file(TorchFormat.ZIP, "state_dict", state));
    Map<String, HostTensor> model = snapshot.files().get(Snapshot.MODEL).tensors();
    assertEquals(PeerLayout.entries("resnet18", 1, 9).keySet(), model.keySet());
    String weight = "layer4.1.conv2.weight";
    assertBits(state.get("module." + weight), model.get("layer4_0.1.conv2.weight"), weight);
    assertBits(state.get("module.fc.bias"), model.get("classifier_0.bias"), "fc.bias");
  }

  @Test
  void missingEntry() {
    Map<String, SavedTensor> state = ReferenceFiles.moco(2);
    state.remove("module.encoder_k_1.layer3.0.bn2.running_var");
    assertTrue(
        refusal("state_dict", state)
            .contains("entry encoder_k_1.layer3.0.bn2.running_var of resnet8 is missing"));
    Map<String, SavedTensor> net = ReferenceFiles.supervised("resnet32", 4, 100);
    net.remove("layer3_3.2.conv2.weight");
    assertTrue(
        refusal("net", net).contains("entry layer3_3.2.conv2.weight of resnet32 is missing"));
  }

  @Test
  void missingQueue() {
    Map<String, SavedTensor> state = ReferenceFiles.moco(1);
    state.remove("module.queue");
    assertTrue(refusal("state_dict", state).contains("entry queue of resnet8 is missing"));
  }

  @Test
  void otherShape() {
    Map<String, SavedTensor> state = ReferenceFiles.moco(1);
    state.put("module.encoder_q_0.layer2.0.conv1.weight", SavedTensor.zeros(32, 16, 5, 5));
    assertTrue(
        refusal("state_dict", state)
            .contains(
                "entry encoder_q_0.layer2.0.conv1.weight has shape [32, 16, 5, 5], where resnet8"
                    + " has [32, 16, 3, 3]"));
  }

  @Test
  void otherTypeAndForeignEntry() {
    Map<String, SavedTensor> state = ReferenceFiles.moco(1);
    state.put("module.encoder_q_0.bn1.num_batches_tracked", SavedTensor.floats(new long[0], 1.5f));
    assertTrue(
        refusal("state_dict", state)
            .contains("entry encoder_q_0.bn1.num_batches_tracked counts, but is no whole number"));
    state = ReferenceFiles.moco(1);
    state.put("module.encoder_q_0.bn1.bias", SavedTensor.longs(new long[] {16}, new long[16]));
    assertTrue(
        refusal("state_dict", state)
            .contains("entry encoder_q_0.bn1.bias is of type int64, not float32"));
    Map<String, SavedTensor> net = ReferenceFiles.supervised("resnet32", 2, 100);
    net.put("module_list.0.layer9.weight", SavedTensor.zeros(1));
    assertTrue(
        refusal("net", net).contains("entry module_list.0.layer9.weight does not belong to"));
  }

  @Test
  void architectureThatDoesNotFit() {
    byte[] file = ReferenceFiles.file(TorchFormat.ZIP, "state_dict", ReferenceFiles.moco(1));
    assertTrue(refusal(file, Optional.of("resnet18")).contains(", where resnet18 has [64, 3, "));
    assertTrue(
        refusal(file, Optional.of("resnet19"))
            .startsWith("--arch: There is no architecture resnet19"));
  }

  @Test
  void otherFiles() {
    assertTrue(
        refusal("weights", ReferenceFiles.moco(1))
            .contains(
                "it has neither net nor state_dict nor model, only: arch, epoch, optimizer,"
                    + " weights"));
    assertTrue(
        refusal("state_dict", Map.of("module.backbone.a", SavedTensor.zeros(1)))
            .contains(
                "state_dict has neither encoder_q. or encoder_q_0. of MoCo nor a classifier; its"
                    + " names begin with: backbone."));
    Map<String, Object> number = new TreeMap<>(Map.of("net", new TreeMap<>(Map.of("a", 1))));
    assertTrue(
        refusal(TorchFormat.ZIP.write(number), Optional.empty())
            .contains("entry a of net is no tensor but plain data"));
    assertTrue(
        refusal(TorchFormat.LEGACY.write("text"), Optional.empty())
            .contains("it holds no map of a checkpoint"));
    assertTrue(
        refusal(new byte[] {1, 2, 3, 4, 5}, Optional.empty())
            .contains("checkpoint_0199.pth.tar cannot be read as a PyTorch checkpoint: "));
  }

  @Test
  void peerThatDoesNotExist() {
    byte[] file = ReferenceFiles.file(TorchFormat.ZIP, "state_dict", ReferenceFiles.moco(2));
    UserError error =
        assertThrows(UserError.class, () -> run(file, OptionalInt.of(2), Optional.empty()));
    assertTrue(error.getMessage().startsWith("--peer is 2, but "), error.getMessage());
    assertTrue(error.getMessage().endsWith(" has N = 2 peers: choose 0 to 1."), error.getMessage());
  }

  @Test
  void outputExists() throws IOException {
    byte[] file = ReferenceFiles.file(TorchFormat.ZIP, "state_dict", ReferenceFiles.moco(1));
    run(file);
    UserError error = assertThrows(UserError.class, () -> run(file));
    assertTrue(
        error
            .getMessage()
            .endsWith(
                "/run exists already and is not overwritten; give another name or remove it."),
        error.getMessage());
  }
}
