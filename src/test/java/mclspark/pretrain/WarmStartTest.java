package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.Snapshots;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.linear.LinearSetup;
import mclspark.run.JobCheckpoints;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pre-training that starts from the encoders of another run. */
class WarmStartTest {

  @TempDir static Path folder;
  private static LinearSetup setup;

  @TempDir Path output;

  @BeforeAll
  static void writeEncoders() {
    setup = LinearSetup.in(folder);
    setup.pretrained("copy", state -> state);
    setup.pretrained(
        "others",
        state -> {
          Map<String, HostTensor> other = new LinkedHashMap<>(state);
          other.put("encoder_q_0.bn1.bias", state.get("encoder_q_0.bn1.running_mean"));
          return other;
        });
  }

  /** In a plain map's order the file would have other bytes in every second JVM. */
  @Test
  void theOriginIsWrittenInOneOrder() {
    assertEquals(
        List.of("init_from", "init_from_sha256"),
        List.copyOf(new WarmStart("place", "digest", false).metadata().keySet()));
    assertEquals(
        List.of("pretrained", "pretrained_sha256"),
        List.copyOf(new WarmStart("place", "digest", true).metadata().keySet()));
  }

  private PretrainConfig config(String... overrides) {
    return SmallRuns.config(folder, output, overrides);
  }

  private WarmStart start(String... overrides) {
    PretrainConfig config = config(overrides);
    return WarmStart.of(config, new JobCheckpoints(config, SmallRuns.HADOOP), SmallRuns.HADOOP);
  }

  private static String from(String run) {
    return "init_from=" + setup.path(run);
  }

  @Test
  void encodersAreTakenAndHeadsAreNot() {
    PretrainConfig config = config(from("pretrained"));
    Map<String, HostTensor> theirs =
        PretrainedEncoders.find(setup.path("pretrained"), SmallRuns.HADOOP).state(1);
    try (Scope scope = Scope.open()) {
      MocoModel model =
          MocoModel.allocate(
              TorchEngine.cpu(1), () -> MocoModel.network(config.model()), 2, 50, 16, true);
      model.initialize(0);
      Map<String, HostTensor> before = model.state();
      start(from("pretrained")).load(model, SmallRuns.HADOOP);
      Map<String, HostTensor> after = model.state();
      assertEquals(before.keySet(), after.keySet());
      theirs.forEach(
          (name, values) -> {
            assertEquals(values.data(), after.get("encoder_q_1." + name).data(), name);
            assertEquals(values.data(), after.get("encoder_k_1." + name).data(), name);
          });
      assertNotEquals(
          before.get("encoder_q_1.conv1.weight").data(),
          after.get("encoder_q_1.conv1.weight").data());
      for (String kept : new String[] {"encoder_q_1.fc.weight", "encoder_k_0.fc.bias", "queue"}) {
        assertEquals(before.get(kept).data(), after.get(kept).data(), kept);
      }
    }
  }

  private static String[] whole(String run, String... more) {
    String[] all = Arrays.copyOf(more, more.length + 2);
    all[more.length] = "pretrained=" + setup.path(run);
    all[more.length + 1] = "model.mlp_head=true"; // as theirs
    return all;
  }

  /** Only the queue, whose keys are of old pictures, begins anew. */
  @Test
  void wholeNetworksAreTakenWithKeyEncodersAndHeads() {
    PretrainConfig config = config(whole("pretrained"));
    assertEquals(1, config.optimizer().warmupEpochs());
    assertEquals(0, config(from("pretrained")).optimizer().warmupEpochs());
    assertEquals(0, config(whole("p", "optimizer.warmup_epochs=0")).optimizer().warmupEpochs());
    Map<String, HostTensor> theirs =
        new CheckpointReader(SmallRuns.HADOOP)
            .loadFile(
                new CheckpointReader(SmallRuns.HADOOP).resolve(setup.path("pretrained")).path(),
                Snapshot.MODEL,
                name -> true)
            .tensors();
    try (Scope scope = Scope.open()) {
      MocoModel model =
          MocoModel.allocate(
              TorchEngine.cpu(1), () -> MocoModel.network(config.model()), 2, 50, 16, true);
      model.initialize(0);
      Map<String, HostTensor> before = model.state();
      start(whole("pretrained")).load(model, SmallRuns.HADOOP);
      model
          .state()
          .forEach(
              (name, values) -> {
                boolean queue = name.startsWith("queue");
                Map<String, HostTensor> expected = queue ? before : theirs;
                assertEquals(expected.get(name).data(), values.data(), name);
              });
    }
  }

  @Test
  void whatIsNoWholeNetworkOfThisKindIsRefused() {
    String heads =
        assertThrows(UserError.class, () -> start(whole("pretrained", "model.dim=8"))).getMessage();
    assertTrue(heads.contains("but the run has model.dim=8 and"), heads);
    assertThrows(UserError.class, () -> start(whole("pretrained", "model.peers=3")));
    String both =
        assertThrows(UserError.class, () -> config(whole("a", from("copy")))).getMessage();
    assertTrue(both.contains("init_from and pretrained are both given"), both);
    String replay =
        assertThrows(UserError.class, () -> config("data.replay_fraction=0.5")).getMessage();
    assertTrue(replay.contains("below 1 it needs pretrained"), replay);
  }

  @Test
  void runThatBeganWithWholeNetworksKeepsThem() {
    save(start(whole("pretrained")), whole("pretrained"));
    assertTrue(start(whole("pretrained")).whole());
    assertEquals(start(whole("pretrained")), start(whole("copy")));
    String encoders =
        assertThrows(UserError.class, () -> start(from("copy"), "model.mlp_head=true"))
            .getMessage();
    assertTrue(encoders.contains("began with the networks of "), encoders);
  }

  @Test
  void encodersOfAnotherKindAreRefused() {
    String message =
        assertThrows(UserError.class, () -> start(from("pretrained"), "model.arch=resnet14"))
            .getMessage();
    assertTrue(message.contains("has 2 encoders resnet8"), message);
    assertTrue(message.contains("is to train 2 encoders resnet14 with stem imagenet;"), message);
    assertThrows(UserError.class, () -> start(from("pretrained"), "model.peers=3"));
    assertThrows(UserError.class, () -> start(from("nowhere")));
  }

  @Test
  void aRunGoesOnOnlyFromTheStartThatItHad() {
    save(start(from("pretrained")), from("pretrained"));
    WarmStart had = start(from("pretrained"));
    assertTrue(had.location().contains("/pretrained/"), had.location());
    assertEquals(had, start(from("copy")));
    String others = assertThrows(UserError.class, () -> start(from("others"))).getMessage();
    assertTrue(others.contains("began with the encoders of " + had.location()), others);
    String none = assertThrows(UserError.class, () -> start()).getMessage();
    assertTrue(
        none.contains("not with random weights. Give init_from and pretrained as they were"), none);
  }

  @Test
  void aRunThatBeganWithRandomWeightsTakesNoOthers() {
    save(start());
    assertEquals(WarmStart.NONE, start());
    String message = assertThrows(UserError.class, () -> start(from("copy"))).getMessage();
    assertTrue(message.contains("began with random weights, not with the encoders"), message);
  }

  private void save(WarmStart start, String... overrides) {
    PretrainConfig config = config(overrides);
    RunIdentity run =
        new RunIdentity(config.name(), "", config.tree(), config.hash(), 2, 4, Map.of());
    TensorFile file = new TensorFile(Map.of(), start.metadata());
    CheckpointStore.open(output + "/checkpoints", SmallRuns.HADOOP, 1)
        .save(
            new Snapshot(Instant.EPOCH, run, Snapshots.progress(3), Map.of(Snapshot.MODEL, file)));
  }
}
