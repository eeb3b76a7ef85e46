package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import mclspark.UserError;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.Snapshots;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.linear.LinearConfig;
import mclspark.linear.LinearEncoders;
import mclspark.linear.LinearSetup;
import mclspark.linear.LinearState;
import mclspark.model.Encoder;
import mclspark.run.ConfigFile;
import mclspark.run.JobCheckpoints;
import mclspark.run.Resolved;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which encoders are taken out of a checkpoint, and what is refused. */
final class PretrainedEncodersTest {

  @TempDir static Path folder;
  private static LinearSetup setup;

  @BeforeAll
  static void writeCheckpoint() {
    setup = LinearSetup.in(folder);
  }

  @Test
  void headIsLeftOutAndStatisticsAreThere() {
    Map<String, HostTensor> state = find("pretrained").state(1);
    assertTrue(state.containsKey("conv1.weight"));
    assertTrue(state.containsKey("bn1.running_mean"));
    assertTrue(state.containsKey("bn1.num_batches_tracked"));
    assertTrue(state.keySet().stream().noneMatch(name -> name.startsWith("fc")));
    backbone("pretrained");
  }

  @Test
  void namesMayStartWithModule() {
    changed("module", state -> renamed(state, "module."));
    Map<String, HostTensor> expected = find("pretrained").state(0);
    Map<String, HostTensor> actual = find("module").state(0);
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertEquals(values.data(), actual.get(name).data(), name));
    backbone("module");
  }

  private static Resolved<LinearConfig> given(String... overrides) {
    String yaml = "{name: n, output: o, pretrained: p, data: {train: t, test: v, crop_size: 32}}";
    return LinearConfig.reader().read(new ConfigFile("own.yaml", yaml), List.of(overrides));
  }

  @Test
  void picturesAreNormalizedAsInPretrainingUnlessTheUserSaysHow() {
    setup.pretrained("dark", setup.data(Map.of("mean", List.of(0.1, 0.2, 0.3))), state -> state);
    PretrainedEncoders dark = find("dark");
    LinearConfig own = dark.normalized(given());
    assertEquals(List.of(0.1, 0.2, 0.3), own.data().mean());
    assertEquals(given("data.mean=[0.1,0.2,0.3]").config(), own);
    assertEquals(Optional.empty(), dark.inputWarning(own));
    LinearConfig other = dark.normalized(given("data.mean=[0.5,0.5,0.5]", "data.crop_size=64"));
    assertEquals(List.of(0.5, 0.5, 0.5), other.data().mean());
    String warning = dark.inputWarning(other).orElseThrow();
    assertTrue(
        warning.startsWith(
            "data.mean is [0.5, 0.5, 0.5], but was [0.1, 0.2, 0.3] in training; data.crop_size is"
                + " 64, but was 32 in training: the networks of "),
        warning);
  }

  @Test
  void importedEncodersTellNothingOfTheirPictures() {
    Map<String, Object> unknown = setup.data(Map.of("train", "unknown", "std", List.of(1, 1, 1)));
    setup.pretrained("imported", unknown, state -> state);
    PretrainedEncoders imported = find("imported");
    LinearConfig own = imported.normalized(given());
    assertEquals(given().config(), own);
    assertEquals(Optional.empty(), imported.inputWarning(own));
  }

  private LinearConfig classified(String output, String pretrained, Map<String, String> origin) {
    LinearConfig config = setup.config(output, 1, Map.of("pretrained", setup.path("pretrained")));
    RunIdentity run = new RunIdentity("n", "", config.tree(), config.hash(), 2, 2, Map.of());
    TensorFile file = new TensorFile(Map.of(), origin);
    CheckpointStore.open(config.output() + "/checkpoints", LinearSetup.HADOOP, 1)
        .save(
            new Snapshot(Instant.EPOCH, run, Snapshots.progress(3), Map.of(Snapshot.MODEL, file)));
    return setup.config(output, 1, Map.of("pretrained", setup.path(pretrained)));
  }

  private static String goingOn(LinearConfig config) {
    JobCheckpoints checkpoints = new JobCheckpoints(config, LinearSetup.HADOOP);
    return LinearEncoders.of(config, checkpoints, LinearSetup.HADOOP).location();
  }

  @Test
  void aCopyOfTheEncodersIsAsGoodAndOthersAreNot() {
    setup.pretrained("copy", state -> state);
    setup.pretrained("others", PretrainedEncodersTest::zeroed);
    Map<String, String> origin =
        Map.of(
            LinearState.ENCODERS,
            find("pretrained").location(),
            LinearState.ENCODERS_DIGEST,
            find("pretrained").digest());
    assertTrue(goingOn(classified("same", "copy", origin)).contains("/copy/"));
    LinearConfig others = classified("differ", "others", origin);
    String refusal = assertThrows(UserError.class, () -> goingOn(others)).getMessage();
    assertTrue(refusal.contains("was trained on the encoders of file:"), refusal);
    assertTrue(refusal.contains("/others/checkpoints/step-"), refusal);
    Map<String, String> older = Map.of(LinearState.ENCODERS, find("pretrained").location());
    LinearConfig unknown = classified("older", "copy", older);
    assertThrows(UserError.class, () -> goingOn(unknown));
    assertTrue(goingOn(classified("older", "pretrained", older)).contains("/pretrained/"));
  }

  private static Map<String, HostTensor> zeroed(Map<String, HostTensor> state) {
    Map<String, HostTensor> changed = new LinkedHashMap<>(state);
    changed.replaceAll(
        (name, values) ->
            new HostTensor(
                values.type(), values.shape(), ByteBuffer.allocate(values.data().remaining())));
    return changed;
  }

  @Test
  void peersByNumberOrAll() {
    PretrainedEncoders encoders = find("pretrained");
    assertEquals(List.of(0, 1), encoders.peers(config("all").peerNumber()));
    assertEquals(List.of(1), encoders.peers(config("1").peerNumber()));
    UserError error = assertThrows(UserError.class, () -> encoders.peers(config("2").peerNumber()));
    assertEquals(
        "peer is 2, but " + encoders.location() + " has N = 2 peers: choose 0 to 1, or all.",
        error.getMessage());
  }

  @Test
  void missingTensor() {
    changed("missing", state -> without(state, "encoder_q_0.bn1.running_var"));
    assertBroken("missing", "tensor bn1.running_var is missing");
  }

  @Test
  void foreignTensor() {
    HostTensor extra = new HostTensor(DataType.UINT8, new long[] {1}, ByteBuffer.allocate(1));
    changed("foreign", state -> with(state, "encoder_q_0.layer9.weight", extra));
    assertBroken("foreign", "tensor layer9.weight does not belong to it");
  }

  @Test
  void otherShape() {
    HostTensor other =
        new HostTensor(DataType.FLOAT32, new long[] {3}, ByteBuffer.allocate(3 * Float.BYTES));
    changed("shape", state -> with(state, "encoder_q_0.bn1.weight", other));
    UserError error = assertThrows(UserError.class, () -> backbone("shape"));
    assertTrue(error.getMessage().contains("peer 0's resnet8: bn1.weight: "), error.getMessage());
  }

  @Test
  void wrongPath() {
    UserError error = assertThrows(UserError.class, () -> find("nowhere"));
    assertTrue(
        error.getMessage().matches("Checkpoint file:\\S+/nowhere does not exist\\..*"),
        error.getMessage());
  }

  @Test
  void checkpointOfAnotherJob() {
    Snapshot snapshot = Snapshots.at(3);
    CheckpointStore.open(setup.path("other"), LinearSetup.HADOOP, 1).save(snapshot);
    UserError error = assertThrows(UserError.class, () -> find("other"));
    assertTrue(
        error
            .getMessage()
            .endsWith("is a checkpoint of a job of kind null; give one of a pre-training run."),
        error.getMessage());
  }

  private static void assertBroken(String name, String problem) {
    UserError error = assertThrows(UserError.class, () -> backbone(name));
    assertEquals(
        find(name).location()
            + " does not hold peer 0's resnet8: "
            + problem
            + ". Give a checkpoint that pre-training wrote.",
        error.getMessage());
  }

  private static void backbone(String name) {
    PretrainedEncoders encoders = find(name);
    try (Scope scope = Scope.open()) {
      Map<String, HostTensor> state = encoders.state(0);
      Encoder backbone = encoders.backbone(TorchEngine.cpu(1), 0, state, true);
      assertEquals(state.keySet(), backbone.state().keySet());
      HostTensor mean = backbone.state().get("bn1.running_mean");
      assertEquals(state.get("bn1.running_mean").data(), mean.data());
    }
  }

  private static PretrainedEncoders find(String name) {
    return PretrainedEncoders.find(setup.path(name), LinearSetup.HADOOP);
  }

  private static LinearConfig config(String peer) {
    return setup.config("unused", 1, Map.of("peer", peer));
  }

  private static void changed(String name, UnaryOperator<Map<String, HostTensor>> change) {
    setup.pretrained(name, change);
  }

  private static Map<String, HostTensor> renamed(Map<String, HostTensor> state, String prefix) {
    Map<String, HostTensor> renamed = new LinkedHashMap<>();
    state.forEach((name, values) -> renamed.put(prefix + name, values));
    return renamed;
  }

  private static Map<String, HostTensor> without(Map<String, HostTensor> state, String name) {
    Map<String, HostTensor> rest = new LinkedHashMap<>(state);
    rest.remove(name);
    return rest;
  }

  private static Map<String, HostTensor> with(
      Map<String, HostTensor> state, String name, HostTensor values) {
    Map<String, HostTensor> more = new LinkedHashMap<>(state);
    more.put(name, values);
    return more;
  }
}
