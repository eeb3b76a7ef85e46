package mclspark.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.ExportFormat;
import mclspark.checkpoint.NamedPath;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.safetensors.Safetensors;
import mclspark.exporting.CheckpointExport;
import mclspark.exporting.ExportRequest;
import mclspark.model.Architectures;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.pretrain.MocoModel;
import mclspark.run.DataSets;
import mclspark.run.JobCheckpoints;
import mclspark.run.PlainColours;
import mclspark.run.RunData;
import mclspark.run.RunMetrics;
import mclspark.run.Workers;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of fine-tuning on generated pictures. */
@Tag("slow")
final class FinetuneRunTest {

  @TempDir static Path folder;
  private static LinearSetup setup;
  private static Path run;
  private static LinearResult result;

  @BeforeAll
  static void runOnce() throws Exception {
    setup = LinearSetup.in(folder);
    run = folder.resolve("run");
    result = finetune(setup.finetuning(run));
  }

  private static LinearResult finetune(FinetuneConfig config) throws Exception {
    RunData data =
        new RunData(
            DataSets.labelledTrain(config.data(), config.seed(), LinearSetup.HADOOP),
            DataSets.test(config.data(), LinearSetup.HADOOP));
    return finetune(config, data);
  }

  private static LinearResult finetune(FinetuneConfig config, RunData data) throws Exception {
    return Workers.train(config, data, "", () -> {}, LinearSetup.task(config)).get(0).result();
  }

  private static Map<String, HostTensor> model(Path output) {
    CheckpointReader reader = new CheckpointReader(LinearSetup.HADOOP);
    return reader
        .load(reader.resolve(output.toString()).path())
        .files()
        .get(Snapshot.MODEL)
        .tensors();
  }

  @Test
  void scoresEveryPeerAndTheControlFromInitialWeights() throws Exception {
    assertEquals(List.of("0", "1", "scratch"), result.peers().stream().map(p -> p.name()).toList());
    List<JsonNode> lines = RunMetrics.lines(run, "finetune");
    assertEquals(6, lines.size());
    JsonNode last = lines.get(5);
    assertEquals("scratch", last.get("peer").asText());
    assertEquals(0.002, last.get("lr").asDouble(), 1e-12); // times the factor at epoch 1
    assertEquals(0.04, last.get("head_lr").asDouble(), 1e-12);
    int labels = last.get("labels").asInt();
    assertTrue(labels > 170 && labels < 190, labels + " of 200");
    assertEquals(labels, result.peers().get(0).last().trainRows());
    assertEquals(LinearSetup.TEST, last.get("images").asInt());
    assertEquals(3, RunMetrics.lines(run, "confusion").size());
  }

  @Test
  void everyTensorOfTheEncodersIsTrained() {
    Map<String, HostTensor> model = model(run);
    Map<String, HostTensor> before =
        MocoModel.withoutPrefix(model(folder.resolve("pretrained")), MocoModel.queryPrefix(0));
    Map<String, HostTensor> after = MocoModel.withoutPrefix(model, "peer_0.");
    after.forEach(
        (name, values) -> {
          if (!name.startsWith("fc.")) {
            assertNotEquals(before.get(name).data(), values.data(), name);
          }
        });
    assertTrue(after.containsKey("fc.weight"));
    assertEquals(after.keySet(), MocoModel.withoutPrefix(model, "scratch.").keySet());
  }

  /** Its control is what linear classification calls untrained, before the first step. */
  @Test
  void withoutLearningItIsTheEncoderThatWasLoaded(@TempDir Path output) throws Exception {
    finetune(
        setup.finetuning(
            output, "optimizer.lr=1e-30", "optimizer.head_lr=1e-30", "optimizer.epochs=1"));
    Map<String, HostTensor> model = model(output);
    HostTensor loaded =
        model(folder.resolve("pretrained")).get(MocoModel.queryPrefix(1) + "conv1.weight");
    assertEquals(loaded.data(), model.get("peer_1.conv1.weight").data());
    try (Scope scope = Scope.open()) {
      Encoder untrained =
          new Encoder(
              TorchEngine.cpu(1), Architectures.named("resnet8", false, Head.none()), false, true);
      untrained.initialize(0, "untrained.");
      assertEquals(
          untrained.state().get("conv1.weight").data(), model.get("scratch.conv1.weight").data());
    }
  }

  @Test
  void theHeadHasARateOfItsOwn(@TempDir Path output) throws Exception {
    finetune(setup.finetuning(output, "optimizer.head_lr=1e-30", "optimizer.epochs=1"));
    Map<String, HostTensor> model = model(output);
    try (Scope scope = Scope.open()) {
      Encoder head =
          new Encoder(
              TorchEngine.cpu(1), Architectures.headOnly(64, Head.classifier(8)), true, false);
      head.initialize(0, "peer_0.");
      assertEquals(head.state().get("fc.weight").data(), model.get("peer_0.fc.weight").data());
    }
    HostTensor loaded =
        model(folder.resolve("pretrained")).get(MocoModel.queryPrefix(0) + "conv1.weight");
    assertNotEquals(loaded.data(), model.get("peer_0.conv1.weight").data());
  }

  @Test
  void learnsWhatIsEasyWithoutAnyEncoder(@TempDir Path output) throws Exception {
    FinetuneConfig config =
        setup.finetuning(
            output,
            "pretrained=none",
            "model.arch=resnet8",
            "optimizer.lr=0.1",
            "optimizer.epochs=6",
            "optimizer.schedule=cosine",
            "data.label_fraction=1");
    LinearResult colours =
        finetune(config, new RunData(new PlainColours(200), new PlainColours(70)));
    assertEquals(List.of("scratch"), colours.peers().stream().map(p -> p.name()).toList());
    assertTrue(colours.peers().get(0).last().top1() > 70, colours.toString()); // 25 is chance
  }

  @Test
  void aPeerIsExportedWithItsClassifier() {
    String file = folder.resolve("peer1.safetensors").toString();
    export(ExportFormat.SAFETENSORS, file);
    assertEquals(
        "outputs features, logits",
        export(ExportFormat.ONNX, folder.resolve("peer1.onnx").toString()));
    NamedPath path = NamedPath.of(file, LinearSetup.HADOOP);
    Map<String, HostTensor> exported = Safetensors.read(path.fileSystem(), path.path()).tensors();
    Map<String, HostTensor> expected = new LinkedHashMap<>();
    Architectures.named("resnet8", false, Head.classifier(8))
        .state()
        .forEach(entry -> expected.put(entry.name(), null));
    assertEquals(expected.keySet(), exported.keySet());
    assertEquals(model(run).get("peer_1.fc.weight").data(), exported.get("fc.weight").data());
  }

  private static String export(ExportFormat format, String file) {
    return CheckpointExport.run(
        new ExportRequest(run.toString(), 1, format, file, false),
        LinearSetup.HADOOP,
        warning -> {
          throw new AssertionError(warning);
        });
  }

  @Test
  void encodersThatDoNotFitAreRefused(@TempDir Path output) {
    assertTrue(
        refusal(setup.finetuning(output, "model.arch=resnet18"))
            .matches(
                "model.arch is resnet18, but the encoders of .* are resnet8; leave the key out."));
    assertTrue(refusal(setup.finetuning(output, "peer=2")).startsWith("peer is 2, but "));
    assertTrue(
        refusal(setup.finetuning(output, "pretrained=" + run))
            .endsWith(
                "is a checkpoint of a job of kind finetune; give one of a pre-training run."));
    assertTrue(
        refusal(setup.finetuning(output, "pretrained=" + output.resolve("none")))
            .startsWith("Checkpoint file:"));
  }

  private static String refusal(FinetuneConfig config) {
    JobCheckpoints none = new JobCheckpoints(config, LinearSetup.HADOOP);
    return assertThrows(UserError.class, () -> LinearEncoders.of(config, none, LinearSetup.HADOOP))
        .getMessage();
  }
}
