package mclspark.exporting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.ExportFormat;
import mclspark.checkpoint.NamedPath;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.safetensors.Safetensors;
import mclspark.exporting.onnx.OnnxRuns;
import mclspark.importing.CheckpointImport;
import mclspark.importing.ImportRequest;
import mclspark.importing.ReferenceFiles;
import mclspark.linear.LinearConfig;
import mclspark.linear.LinearSetup;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
import mclspark.model.OwnJvm;
import mclspark.model.peers.PeerArchitectures;
import mclspark.model.peers.PeerEncoder;
import mclspark.model.peers.PeerOutput;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.pth.TorchFormat;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other programs make of exported networks, against what we make of the checkpoint. */
final class ExportFormatsTest {

  private static final Configuration HADOOP = new Configuration();
  private static final float TOLERANCE = 1e-4f;
  private static final int SIDE = 32;
  private static final int BATCH = 3;

  @TempDir static Path folder;
  private static LinearSetup setup;
  private static String linear;

  @TempDir Path own;
  private final List<String> warnings = new ArrayList<>();

  @BeforeAll
  static void train() throws Exception {
    setup = LinearSetup.in(folder);
    LinearConfig config =
        setup.config("linear", 1, Map.of("untrained_control", false, "name", "lin"));
    setup.run(config, "", () -> {});
    linear = setup.path("linear");
  }

  private String path(String name) {
    return own.resolve(name).toString();
  }

  private String export(String location, int peer, ExportFormat format, String name) {
    ExportRequest request = new ExportRequest(location, peer, format, path(name), false);
    return CheckpointExport.run(request, HADOOP, warnings::add);
  }

  private String imported(String arch, int peers, int classes) throws IOException {
    byte[] bytes =
        ReferenceFiles.file(
            TorchFormat.ZIP, "net", ReferenceFiles.supervised(arch, peers, classes));
    String file = ReferenceFiles.write(own, "x.pth.tar", bytes);
    CheckpointImport.run(
        new ImportRequest(file, path("run"), Optional.empty(), OptionalInt.empty()),
        HADOOP,
        warning -> {});
    return path("run");
  }

  private static float[] pictures() {
    SplittableRandom random = new SplittableRandom(3);
    float[] pictures = new float[BATCH * 3 * SIDE * SIDE];
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = (float) random.nextDouble(-2, 2);
    }
    return pictures;
  }

  private static void assertNear(float[] expected, float[] actual) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 1e-6, "all are zero");
    assertArrayEquals(expected, actual, TOLERANCE * Math.max(largest, 1e-3f));
  }

  /** Features of peer 1 of the pre-training run. */
  private static float[] features() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      PretrainedEncoders encoders = PretrainedEncoders.find(setup.path("pretrained"), HADOOP);
      Encoder encoder = encoders.backbone(engine, 1, encoders.state(1), true);
      return encoder
          .features(engine.floats(pictures(), BATCH, 3, SIDE, SIDE), BatchNormMode.EVALUATE)
          .toFloats();
    }
  }

  @Test
  void encoderGivesFeaturesAndDescribesItsPictures() throws Exception {
    String said = export(setup.path("pretrained"), 1, ExportFormat.ONNX, "q.onnx");
    assertEquals("output features", said);
    try (OrtSession session = OnnxRuns.session(Files.readAllBytes(own.resolve("q.onnx")))) {
      Map<String, float[]> outputs = OnnxRuns.run(session, pictures(), BATCH);
      assertEquals(List.of("features"), List.copyOf(outputs.keySet()));
      assertNear(features(), outputs.get("features"));
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      assertEquals("resnet8", metadata.get("architecture"));
      assertEquals("[0.485, 0.456, 0.406]", metadata.get("mean"));
      assertEquals("32", metadata.get("resize_shorter_side"));
      assertEquals("32", metadata.get("center_crop"));
    }
    assertEquals(List.of(), warnings);
  }

  @Test
  void bytesGiveTheSameFeatures() throws Exception {
    ExportRequest request =
        new ExportRequest(setup.path("pretrained"), 1, ExportFormat.ONNX, path("bytes.onnx"), true);
    CheckpointExport.run(request, HADOOP, warnings::add);
    try (OrtSession session = OnnxRuns.session(Files.readAllBytes(own.resolve("bytes.onnx")))) {
      assertTrue(session.getInputInfo().get("pixel_values").getInfo().toString().contains("UINT8"));
      assertTrue(
          session.getMetadata().getCustomMetadata().get("input").startsWith("uint8 RGB 0..255"));
    }
  }

  @Test
  void linearRunGivesTheLogitsOfItsBestEpoch() throws Exception {
    assertEquals("outputs features, logits", export(linear, 1, ExportFormat.ONNX, "l.onnx"));
    Checkpoint checkpoint = new CheckpointReader(HADOOP).resolve(linear);
    Map<String, HostTensor> best =
        new CheckpointReader(HADOOP)
            .loadFile(checkpoint.path(), "best.safetensors", name -> true)
            .tensors();
    float[] weight = floats(best.get("peer_1.fc.weight"));
    float[] bias = floats(best.get("peer_1.fc.bias"));
    float[] features = features();
    int width = weight.length / bias.length;
    float[] logits = new float[BATCH * bias.length];
    for (int i = 0; i < logits.length; i++) {
      double sum = bias[i % bias.length];
      for (int f = 0; f < width; f++) {
        sum += weight[i % bias.length * width + f] * features[i / bias.length * width + f];
      }
      logits[i] = (float) sum;
    }
    try (OrtSession session = OnnxRuns.session(Files.readAllBytes(own.resolve("l.onnx")))) {
      Map<String, float[]> outputs = OnnxRuns.run(session, pictures(), BATCH);
      assertNear(features, outputs.get("features"));
      assertNear(logits, outputs.get("logits"));
    }
  }

  private static float[] floats(HostTensor tensor) {
    float[] values = new float[(int) HostTensor.elements(tensor.shape())];
    tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  @Test
  void linearRunIsExportedWithTorchvisionsNames() {
    assertEquals("56 tensors", export(linear, 0, ExportFormat.SAFETENSORS, "l.safetensors"));
    NamedPath file = NamedPath.of(path("l.safetensors"), HADOOP);
    List<String> names =
        List.copyOf(Safetensors.read(file.fileSystem(), file.path()).tensors().keySet());
    assertEquals(List.of("fc.weight", "fc.bias"), names.subList(names.size() - 2, names.size()));
  }

  /** Two peers are networks of their own, four are branches: both have other names inside. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void supervisedPeerGivesItsOwnLogits(int peers) throws Exception {
    String run = imported("resnet32", peers, 10);
    int last = peers - 1;
    export(run, last, ExportFormat.ONNX, "s.onnx");
    assertTrue(warnings.get(0).startsWith("The checkpoint was imported and does not tell"));
    Checkpoint checkpoint = new CheckpointReader(HADOOP).resolve(run);
    try (Scope scope = Scope.open();
        OrtSession session = OnnxRuns.session(Files.readAllBytes(own.resolve("s.onnx")))) {
      TorchEngine engine = TorchEngine.cpu(1);
      PeerEncoder encoder =
          new PeerEncoder(engine, PeerArchitectures.named("resnet32", peers, 10), false, true, 0);
      encoder.load(
          new CheckpointReader(HADOOP)
              .loadFile(checkpoint.path(), Snapshot.MODEL, name -> true)
              .tensors());
      PeerOutput expected =
          encoder
              .forward(engine.floats(pictures(), BATCH, 3, SIDE, SIDE), BatchNormMode.EVALUATE)
              .get(last);
      Map<String, float[]> outputs = OnnxRuns.run(session, pictures(), BATCH);
      assertNear(expected.embedding().toFloats(), outputs.get("features"));
      assertNear(expected.logits().toFloats(), outputs.get("logits"));
    }
  }

  @Test
  void timmHasNoNetworkForSmallPictures() {
    UserError error =
        assertThrows(UserError.class, () -> export(linear, 0, ExportFormat.TIMM, "timm"));
    assertEquals(
        "timm has no architecture like resnet8; choose --format onnx, djl, pt or safetensors.",
        error.getMessage());
    assertFalse(Files.exists(own.resolve("timm")));
  }

  @ParameterizedTest
  @EnumSource(ExportFormat.class)
  void nothingIsOverwritten(ExportFormat format) throws IOException {
    Files.createDirectories(own.resolve("there/in"));
    UserError error = assertThrows(UserError.class, () -> export(linear, 0, format, "there"));
    assertTrue(error.getMessage().contains(" exists already and is not overwritten"));
  }

  @ParameterizedTest
  @EnumSource(
      value = ExportFormat.class,
      names = {"ONNX", "DJL", "PT"})
  void equalNetworksGiveEqualBytes(ExportFormat format) throws IOException {
    export(linear, 0, format, "a");
    export(linear, 0, format, "b");
    assertArrayEquals(Files.readAllBytes(own.resolve("a")), Files.readAllBytes(own.resolve("b")));
  }

  @Test
  void linearClassifierWithoutItsEncodersIsRefused() throws IOException {
    Path pretrained = folder.resolve("pretrained");
    Path away = folder.resolve("away");
    Files.move(pretrained, away);
    try {
      String gone = refusal(0);
      assertTrue(
          gone.matches(
              "\\S+ holds linear classifiers alone, and what it needs besides cannot be read:"
                  + " Checkpoint \\S+ does not exist\\. .*"),
          gone);
      setup.pretrained("pretrained", ExportFormatsTest::other);
      String others = refusal(0);
      assertTrue(others.contains(", which are others now; put those back."), others);
    } finally {
      delete(pretrained);
      Files.move(away, pretrained);
    }
  }

  private static Map<String, HostTensor> other(Map<String, HostTensor> state) {
    state.values().forEach(values -> values.data().put(values.data().position(), (byte) 77));
    return state;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void linearRunWithoutSuchAPeerIsRefused() {
    assertTrue(
        refusal(2)
            .contains(
                " has no classifier of peer 2; choose --peer among those that it was trained on"
                    + " (peer: all)."));
  }

  private String refusal(int peer) {
    return assertThrows(UserError.class, () -> export(linear, peer, ExportFormat.PT, "x.pth"))
        .getMessage();
  }

  /** A JVM has one environment of ONNX Runtime, and DJL wants to make it. */
  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void djlServingAnswersAsWeDo() throws Exception {
    export(setup.path("pretrained"), 1, ExportFormat.DJL, "q.zip");
    export(linear, 1, ExportFormat.DJL, "l.zip");
    export(linear, 1, ExportFormat.ONNX, "l.onnx");
    String output =
        OwnJvm.run(
            DjlServing.class,
            own,
            Map.of("DJL_OFFLINE", "true", "OPT_OUT_TRACKING", "true"),
            path("q.zip"),
            path("l.zip"));
    Map<String, float[]> answers =
        output
            .lines()
            .filter(line -> line.startsWith("answer "))
            .map(line -> line.split(" "))
            .collect(Collectors.toMap(words -> words[1], ExportFormatsTest::numbers));
    assertTrue(output.contains("default engine PyTorch"), OwnJvm.end(output));
    float[] shown = DjlServing.normalized();
    try (OrtSession session = OnnxRuns.session(Files.readAllBytes(own.resolve("l.onnx")))) {
      Map<String, float[]> expected = OnnxRuns.run(session, shown, 1);
      assertNear(expected.get("features"), answers.get("features"));
      assertNear(softmax(expected.get("logits")), answers.get("probabilities"));
    }
  }

  private static float[] numbers(String... words) {
    float[] numbers = new float[words.length - 2];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(words[i + 2]);
    }
    return numbers;
  }

  private static float[] softmax(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    float[] shares = new float[logits.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (Math.exp(logits[i]) / sum);
    }
    return shares;
  }
}
