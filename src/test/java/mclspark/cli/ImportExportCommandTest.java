package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mclspark.importing.ReferenceFiles;
import mclspark.pth.SavedTensor;
import mclspark.pth.TorchFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments and words of {@code mcl import} and {@code mcl export}. */
final class ImportExportCommandTest {

  @TempDir Path folder;

  private String file;

  @BeforeEach
  void writeFile() throws IOException {
    file = write("checkpoint_0199.pth.tar", ReferenceFiles.moco(2));
  }

  private String write(String name, Map<String, SavedTensor> state) throws IOException {
    return ReferenceFiles.write(
        folder, name, ReferenceFiles.file(TorchFormat.ZIP, "state_dict", state));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void importedRunIsExported() throws IOException {
    Program importing = new Program();
    assertEquals(0, importing.run("import", file, "--out", path("run")), importing.err());
    assertEquals(
        "Imported MoCo pre-training, resnet8, N = 2, D = 16, K = 64: file:%s\n"
            .formatted(path("run/checkpoints/step-000000005")),
        importing.out());
    assertEquals("", importing.err());
    Program exporting = new Program();
    String out = path("encoder.safetensors");
    assertEquals(
        0, exporting.run("export", path("run"), "--peer", "1", "--out", out), exporting.err());
    assertEquals("Exported peer 1, 56 tensors: " + out + "\n", exporting.out());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("checkpoint_0199.pth.tar", "encoder.safetensors", "run"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void otherFormatsSayWhatTheyGive() {
    assertEquals(0, new Program().run("import", file, "--out", path("run")));
    Program program = new Program();
    String out = path("encoder.onnx");
    assertEquals(
        0,
        program.run("export", path("run"), "--format", "onnx", "--preprocess", "--out", out),
        program.err());
    assertEquals("Exported peer 0, output features: " + out + "\n", program.out());
    assertEquals(
        "The checkpoint was imported and does not tell how its pictures were normalised: "
            + out
            + " says mean [0.485, 0.456, 0.406] and std [0.229, 0.224, 0.225].\n",
        program.err());
  }

  @Test
  void onePeerAndTheArchitectureByName() {
    Program program = new Program();
    assertEquals(
        0,
        program.run("import", file, "--out", path("run"), "--peer", "1", "--arch", "resnet8"),
        program.err());
    assertTrue(program.out().contains("resnet8, N = 1, "), program.out());
  }

  @Test
  void warningsGoToStandardError() throws IOException {
    Map<String, SavedTensor> state = new LinkedHashMap<>(ReferenceFiles.moco(1));
    state.put("module.encoder_q_0.fc.0.bias", SavedTensor.zeros(64));
    Program program = new Program();
    String other = write("mlp.pth.tar", state);
    assertEquals(0, program.run("import", other, "--out", path("run")), program.err());
    assertEquals(
        "Left out, because the reference's --mlp never used them: encoder_q_0.fc.0.bias\n",
        program.err());
  }

  @Test
  void mistakesEndWithTwo() {
    assertMistake(" does not exist. Check the path.", "import", path("none"), "--out", path("a"));
    assertMistake(" is a folder; give a file.", "import", folder.toString(), "--out", path("a"));
    assertMistake("exists already and is not overwritten", "import", file, "--out", file);
    assertMistake("The path is empty; name a file or folder.", "import", file, "--out", "");
    assertMistake("--peer is 5, but ", "import", file, "--out", path("a"), "--peer", "5");
    assertMistake("Missing required option: '--out=DIR'", "import", file);
    assertMistake("none does not exist.", "export", path("none"), "--out", path("b"));
    assertMistake("exists already and is not overwritten", "export", file, "--out", file);
    assertMistake("Missing required option: '--out=FILE'", "export", file);
    assertMistake(
        "--format is \"tflite\"; it must be one of safetensors, timm, onnx, djl, pt.",
        "export",
        file,
        "--format",
        "tflite",
        "--out",
        path("b"));
    assertMistake(
        "--preprocess is for --format onnx, not timm; leave it out.",
        "export",
        file,
        "--format",
        "hf",
        "--preprocess",
        "--out",
        path("b"));
  }

  private static void assertMistake(String expected, String... arguments) {
    Program program = new Program();
    assertEquals(2, program.run(arguments));
    assertTrue(program.err().contains(expected), program.err());
  }
}
