package mclspark.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import mclspark.UserError;
import mclspark.augment.Augmentation;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.ExportFormat;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.Snapshots;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.exporting.CheckpointExport;
import mclspark.exporting.ExportRequest;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;
import mclspark.linear.LinearSetup;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerEncoder;
import mclspark.model.peers.PeerOutput;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.step.PictureInput;
import mclspark.supervised.SupervisedConfig;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a location, and which vectors it gives. */
final class EmbeddingModelTest {

  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] STD = {0.229, 0.224, 0.225};

  @TempDir static Path folder;
  private static LinearSetup setup;

  @BeforeAll
  static void writeRun() {
    setup = LinearSetup.in(folder);
  }

  private static EmbeddingChoice choice(String peer) {
    return new EmbeddingChoice(peer, Layer.FEATURES, true, 0, 0);
  }

  private static EmbeddingModel open(String name, EmbeddingChoice choice) {
    return EmbeddingModel.open(setup.path(name), choice, LinearSetup.HADOOP, warning -> {});
  }

  private static String refusal(String name, EmbeddingChoice choice) {
    return assertThrows(UserError.class, () -> open(name, choice)).getMessage();
  }

  /** Crops of four pictures as evaluation shows them. */
  private static ByteBuffer crops() throws Exception {
    ByteBuffer crops = ByteBuffer.allocateDirect(4 * 32 * 32 * 3);
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      for (int i = 0; i < 4; i++) {
        byte[] crop = new byte[32 * 32 * 3];
        Augmentation.evaluation(32, 32)
            .apply(decoder.decode(PictureFolder.png(40, 36, i)), null, crop, 0);
        crops.put(crop);
      }
    }
    return crops.flip();
  }

  private static List<float[]> vectors(EmbeddingModel model) throws Exception {
    byte[] bytes = model.bytes();
    try (EmbeddingNetwork network =
        LoadedModels.open(model.provenance().json(), () -> bytes, OptionalInt.empty(), 1)) {
      return network.vectors(crops());
    }
  }

  /** Normalised features as kNN computes them. */
  private static float[] expected(int peer) throws Exception {
    PretrainedEncoders encoders =
        PretrainedEncoders.find(setup.path("pretrained"), LinearSetup.HADOOP);
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      Encoder encoder = encoders.backbone(engine, peer, encoders.state(peer), true);
      PictureInput input = PictureInput.crops(engine, 32, MEAN, STD);
      return Ops.l2Normalize(encoder.features(input.tensor(crops()), BatchNormMode.EVALUATE))
          .toFloats();
    }
  }

  @Test
  void vectorsAreTheFeaturesOfTheChosenPeer() throws Exception {
    for (int peer = 0; peer < 2; peer++) {
      List<float[]> vectors = vectors(open("pretrained", choice("" + peer)));
      assertEquals(1, vectors.size());
      assertArrayEquals(expected(peer), vectors.get(0));
    }
  }

  @Test
  void allPeersStandSideBySideAndTheirMeanIsNormalizedAgain() throws Exception {
    EmbeddingModel all = open("pretrained", choice("all"));
    assertEquals(2, all.vectors());
    List<float[]> vectors = vectors(all);
    assertArrayEquals(expected(0), vectors.get(0));
    assertArrayEquals(expected(1), vectors.get(1));
    float[] mean = vectors(open("pretrained", choice("mean"))).get(0);
    double[] sums = new double[64];
    double norm = 0;
    for (int i = 0; i < 64; i++) {
      sums[i] = vectors.get(0)[i] + vectors.get(1)[i];
      norm += sums[i] * sums[i];
    }
    for (int i = 0; i < 64; i++) {
      assertEquals(sums[i] / Math.sqrt(norm), mean[i], 1e-6);
    }
  }

  @Test
  void projectionIsTheHeadsOutputAndNormsMayBeLeft() throws Exception {
    EmbeddingModel projection =
        open("pretrained", new EmbeddingChoice("1", Layer.PROJECTION, false, 0, 0));
    assertEquals(16, projection.provenance().dim());
    assertEquals("projection", projection.provenance().layer());
    float[] vectors = vectors(projection).get(0);
    assertEquals(4 * 16, vectors.length);
    double norm = 0;
    for (int i = 0; i < 16; i++) {
      norm += vectors[i] * vectors[i];
    }
    assertTrue(Math.abs(norm - 1) > 1e-3, "norm " + norm);
  }

  @Test
  void provenanceSaysHowPicturesAreShown() {
    Provenance given = open("pretrained", choice("0")).provenance();
    assertEquals(64, given.modelSha256().length());
    assertEquals("pretrained", given.run());
    assertEquals("resnet8", given.arch());
    assertEquals(64, given.dim());
    assertEquals(32, given.cropSize());
    assertEquals(32, given.resize());
    assertEquals(List.of(0.485, 0.456, 0.406), given.mean());
    assertTrue(given.checkpoint().endsWith("/checkpoints/step-000000009"), given.checkpoint());
    assertEquals(given, Provenance.parse(given.json()).orElseThrow());
    assertEquals(List.of(), given.differences(given));
    Provenance other =
        open("pretrained", new EmbeddingChoice("1", Layer.FEATURES, true, 0, 48)).provenance();
    assertEquals(
        List.of("peer was 0, is 1", "resize was 32, is 48", "crop_size was 32, is 48"),
        given.differences(other));
  }

  @Test
  void exportedFileGivesTheVectorsOfItsRunAndWarnsOfWhatItDoesNotSay() throws Exception {
    String file = setup.path("encoder.safetensors");
    ExportRequest export =
        new ExportRequest(setup.path("pretrained"), 1, ExportFormat.SAFETENSORS, file, false);
    CheckpointExport.run(export, LinearSetup.HADOOP, warning -> {});
    List<String> warnings = new ArrayList<>();
    EmbeddingModel model =
        EmbeddingModel.open(
            file,
            new EmbeddingChoice("0", Layer.FEATURES, true, 32, 32),
            LinearSetup.HADOOP,
            warnings::add);
    assertArrayEquals(expected(1), vectors(model).get(0));
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(
        warnings.get(0).contains("does not say how its pictures were shown"), warnings.get(0));
    assertFalse(
        model
            .provenance()
            .modelSha256()
            .equals(open("pretrained", choice("1")).provenance().modelSha256()));
  }

  private static void save(String name, Map<String, Object> config, Map<String, HostTensor> model) {
    RunIdentity run = new RunIdentity(name, "", config, "", 2, 1, Map.of());
    CheckpointStore.open(setup.path(name) + "/checkpoints", LinearSetup.HADOOP, 1)
        .save(
            new Snapshot(
                Instant.EPOCH,
                run,
                Snapshots.progress(9),
                Map.of(Snapshot.MODEL, TensorFile.of(model))));
  }

  /** Two peers are separate networks; three share their first layers. */
  @Test
  void supervisedPeersAreEmbeddedOneByOneAsTheyAreComputedTogether() throws Exception {
    for (int peers = 2; peers <= 3; peers++) {
      String name = "supervised-" + peers;
      Map<String, Object> model = Map.of("arch", "resnet8", "peers", peers);
      Map<String, Object> data = Map.of("train", "t", "test", "t");
      SupervisedConfig config =
          SupervisedConfig.reader()
              .read("test", Map.of("name", name, "output", "o", "data", data, "model", model))
              .config();
      List<float[]> expected = new ArrayList<>();
      try (Scope scope = Scope.open()) {
        TorchEngine engine = TorchEngine.cpu(1);
        PeerEncoder encoder =
            new PeerEncoder(engine, PeerArchitectures.named("resnet8", peers, 10), false, true, 0);
        encoder.initialize(3);
        save(name, config.tree(), encoder.state());
        PictureInput input = PictureInput.crops(engine, config.data());
        for (PeerOutput output : encoder.forward(input.tensor(crops()), BatchNormMode.EVALUATE)) {
          expected.add(Ops.l2Normalize(output.embedding()).toFloats());
        }
      }
      assertFalse(Float.isNaN(expected.get(0)[0]));
      for (int peer = 0; peer < peers; peer++) {
        assertArrayEquals(expected.get(peer), vectors(open(name, choice("" + peer))).get(0));
      }
      assertArrayEquals(expected.get(1), vectors(open(name, choice("all"))).get(1));
    }
    assertTrue(
        refusal("supervised-2", new EmbeddingChoice("0", Layer.PROJECTION, true, 0, 0))
            .endsWith(
                "only encoders of pre-training have a projection: leave the layer at features."));
  }

  @Test
  void aFineTunedEncoderIsEmbeddedAsThePreTrainedOfTheSameWeights() throws Exception {
    PretrainedEncoders encoders =
        PretrainedEncoders.find(setup.path("pretrained"), LinearSetup.HADOOP);
    Map<String, HostTensor> tuned = new LinkedHashMap<>();
    encoders.state(1).forEach((name, values) -> tuned.put("peer_1." + name, values));
    save("finetuned", setup.finetuning(folder.resolve("finetuned")).tree(), tuned);
    assertArrayEquals(expected(1), vectors(open("finetuned", choice("1"))).get(0));
    String other = refusal("finetuned", choice("0"));
    assertTrue(other.contains("has no encoder of peer 0; choose --peer among those"), other);
    assertTrue(
        refusal("finetuned", new EmbeddingChoice("1", Layer.PROJECTION, true, 0, 0))
            .endsWith("in the place of the projection: leave the layer at features."));
  }

  @Test
  void aLinearClassifierIsRefusedWithTheRunThatItUsed() {
    save("lincls", setup.config("lincls", 1, Map.of()).tree(), Map.of());
    assertEquals(
        "file:%s/lincls/checkpoints/step-000000009 is a checkpoint of a job of kind linear, which holds no encoder; give the run whose encoders it used, %s."
            .formatted(folder, setup.path("pretrained")),
        refusal("lincls", choice("0")));
  }

  @Test
  void mistakesAreRefusedInASentence() throws Exception {
    assertEquals(
        "The peer is 2, but file:%s/pretrained/checkpoints/step-000000009 has N = 2: choose 0 to 1, all or mean."
            .formatted(folder),
        refusal("pretrained", choice("2")));
    assertEquals(
        "The peer is \"best\"; it must be a number from 0, all or mean.",
        refusal("pretrained", choice("best")));
    assertEquals(
        "Checkpoint file:%s/none does not exist. Give a checkpoint's folder or a run's folder."
            .formatted(folder),
        refusal("none", choice("0")));
    Files.writeString(folder.resolve("notes.txt"), "no model at all, only words");
    String foreign = refusal("notes.txt", choice("0"));
    assertTrue(foreign.contains("notes.txt"), foreign);
    assertEquals(
        "The shorter side is resized to 16 pixels, which does not hold a crop of 32; choose a"
            + " larger resize or a smaller crop size.",
        refusal("pretrained", new EmbeddingChoice("0", Layer.FEATURES, true, 16, 0)));
    assertEquals(
        "The crop size is 7 pixels; it must be from 8 to 4096, or 0 for the model's own.",
        refusal("pretrained", new EmbeddingChoice("0", Layer.FEATURES, true, 0, 7)));
  }

  @Test
  void aCheckpointThatLacksATensorIsRefused() {
    setup.pretrained(
        "torn",
        state -> {
          state.remove("encoder_q_1.conv1.weight");
          return state;
        });
    String message = refusal("torn", choice("all"));
    assertTrue(
        message.endsWith(
            "does not hold a whole resnet8: tensor conv1.weight is missing; give another"
                + " checkpoint."),
        message);
  }

  @Test
  void aModelIsLoadedOnceForAllWhoUseItAndGivesWayToAnother() {
    EmbeddingModel model = open("pretrained", choice("0"));
    byte[] bytes = model.bytes();
    try (EmbeddingNetwork first = LoadedModels.open("a", () -> bytes, OptionalInt.empty(), 1);
        EmbeddingNetwork second =
            LoadedModels.open(
                "a", () -> Map.<String, byte[]>of().get(""), OptionalInt.empty(), 1)) {
      assertEquals(first.cropSize(), second.cropSize());
      LoadedModels.open("b", () -> bytes, OptionalInt.empty(), 1).close();
      assertEquals(2, LoadedModels.count());
    }
    LoadedModels.open("c", () -> bytes, OptionalInt.empty(), 1).close();
    assertEquals(1, LoadedModels.count());
  }
}
