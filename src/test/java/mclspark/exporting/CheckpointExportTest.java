package mclspark.exporting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mclspark.UserError;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.ExportFormat;
import mclspark.checkpoint.NamedPath;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.TrainingProgress;
import mclspark.checkpoint.safetensors.Safetensors;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.importing.CheckpointImport;
import mclspark.importing.ImportRequest;
import mclspark.importing.Layout;
import mclspark.importing.PeerLayout;
import mclspark.importing.ReferenceFiles;
import mclspark.model.Architectures;
import mclspark.model.Head;
import mclspark.pth.SavedTensor;
import mclspark.pth.TorchFormat;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and values of exported networks. */
final class CheckpointExportTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void make(String key, Map<String, SavedTensor> state) throws IOException {
    byte[] bytes = ReferenceFiles.file(TorchFormat.ZIP, key, state);
    String file = ReferenceFiles.write(folder, "x.pth.tar", bytes);
    CheckpointImport.run(
        new ImportRequest(file, path("run"), Optional.empty(), OptionalInt.empty()),
        HADOOP,
        warning -> {});
  }

  private TensorFile export(int peer) {
    String out = path("peer" + peer + ".safetensors");
    String tensors =
        CheckpointExport.run(
            new ExportRequest(path("run"), peer, ExportFormat.SAFETENSORS, out, false),
            HADOOP,
            warning -> {});
    NamedPath file = NamedPath.of(out, HADOOP);
    TensorFile content = Safetensors.read(file.fileSystem(), file.path());
    assertEquals(content.tensors().size() + " tensors", tensors);
    assertEquals("pt", content.metadata().get("format"));
    return content;
  }

  private static void assertBits(SavedTensor expected, HostTensor actual, String name) {
    byte[] bytes = new byte[actual.data().remaining()];
    actual.data().duplicate().get(bytes);
    assertArrayEquals(expected.storage(), bytes, name);
    assertArrayEquals(expected.shape(), actual.shape(), name);
  }

  @Test
  void queryEncoderHasTorchvisionsNames() throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.moco(2);
    make("state_dict", state);
    Map<String, HostTensor> network = export(1).tensors();
    String prefix = "module.encoder_q_1.";
    List<String> expected =
        state.keySet().stream()
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()))
            .toList();
    assertEquals(expected, List.copyOf(network.keySet()));
    assertTrue(
        network.keySet().containsAll(List.of("conv1.weight", "bn1.running_mean", "fc.bias")));
    network.forEach((name, values) -> assertBits(state.get(prefix + name), values, name));
  }

  @ParameterizedTest
  @CsvSource({
    "2, module_list.1.layer3.4.bn2.running_var, layer3.4.bn2.running_var",
    "2, module_list.1.classifier.weight, classifier.weight",
    "4, layer3_1.4.bn2.running_var, layer3.4.bn2.running_var",
    "4, bn1.num_batches_tracked, bn1.num_batches_tracked",
    "4, classifier_1.weight, classifier.weight",
    "12, layer2_1.0.conv1.weight, layer2.0.conv1.weight",
  })
  void peersOfCifarKeepTheirOwnNames(int peers, String from, String to) throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.supervised("resnet32", peers, 100);
    make("net", state);
    Map<String, HostTensor> network = export(1).tensors();
    assertEquals(200, network.size());
    assertBits(state.get(from), network.get(to), to);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, module_list.1.layer3.0.downsample.1.bias, module_list.1.fc.bias",
    "1, 0, layer3_0.0.downsample.1.bias, classifier_0.bias",
  })
  void imagenetPeersHaveTorchvisionsNames(int peers, int peer, String inside, String head)
      throws IOException {
    Map<String, SavedTensor> state = ReferenceFiles.supervised("resnet18", peers, 10);
    make("net", state);
    Map<String, HostTensor> network = export(peer).tensors();
    Map<String, long[]> torchvision =
        Layout.shapes(Architectures.named("resnet18", false, Head.classifier(10)).state());
    assertEquals(122, torchvision.size());
    assertEquals(List.copyOf(torchvision.keySet()), List.copyOf(network.keySet()));
    torchvision.forEach((name, shape) -> assertArrayEquals(shape, network.get(name).shape()));
    assertBits(state.get(inside), network.get("layer3.0.downsample.1.bias"), inside);
    assertBits(state.get(head), network.get("fc.bias"), head);
  }

  @Test
  void headsAndBanksAreLeftOut() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>(PeerLayout.entries("resnet32", 1, 10));
    shapes.put("embed_list.0.proj_head.0.weight", new long[] {128, 64});
    shapes.put("memory_0", new long[] {50, 128});
    shapes.forEach((name, shape) -> tensors.put(name, zeros(shape)));
    save(Map.of("job", "train"), tensors);
    assertEquals(200, export(0).tensors().size());
  }

  @Test
  void networksThatNoPaperHasAreExportedToo() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    PeerLayout.entries("resnet8", 2, 10).forEach((name, shape) -> tensors.put(name, zeros(shape)));
    save(Map.of("job", "train", "model", Map.of("arch", "resnet8")), tensors);
    assertEquals(56, export(1).tensors().size());
  }

  @Test
  void peerThatDoesNotExist() throws IOException {
    make("state_dict", ReferenceFiles.moco(2));
    for (int peer : new int[] {2, -1}) {
      UserError error = assertThrows(UserError.class, () -> export(peer));
      assertTrue(
          error
              .getMessage()
              .matches("--peer is " + peer + ", but \\S+ has N = 2 peers: choose 0 to 1\\."),
          error.getMessage());
    }
  }

  @Test
  void supervisedPeerThatDoesNotExist() throws IOException {
    make("net", ReferenceFiles.supervised("resnet32", 1, 10));
    UserError error = assertThrows(UserError.class, () -> export(1));
    assertTrue(error.getMessage().endsWith(" has N = 1 peer: choose 0."), error.getMessage());
  }

  @Test
  void fileExists() throws IOException {
    make("state_dict", ReferenceFiles.moco(1));
    export(0);
    UserError error = assertThrows(UserError.class, () -> export(0));
    assertTrue(
        error.getMessage().contains("/peer0.safetensors exists already and is not overwritten"),
        error.getMessage());
  }

  @Test
  void otherJobsHaveNoNetwork() {
    save(Map.of("job", "other"), Map.of("peer_0.fc.weight", zeros(2, 2)));
    UserError error = assertThrows(UserError.class, () -> export(0));
    assertTrue(
        error.getMessage().endsWith(" cannot be exported: a job of kind other saves no network."),
        error.getMessage());
  }

  private static HostTensor zeros(long... shape) {
    boolean counter = shape.length == 0;
    DataType type = counter ? DataType.INT64 : DataType.FLOAT32;
    int bytes = (int) HostTensor.elements(shape) * type.bytes();
    return new HostTensor(type, shape, ByteBuffer.allocate(bytes));
  }

  private void save(Map<String, Object> config, Map<String, HostTensor> tensors) {
    CheckpointStore.open(path("run"), HADOOP, 1)
        .save(
            new Snapshot(
                Instant.EPOCH,
                new RunIdentity("n", "", config, "0".repeat(64), 1, 1, Map.of()),
                new TrainingProgress(0, 0, 1, 0, Map.of()),
                Map.of(Snapshot.MODEL, TensorFile.of(tensors))));
  }
}
