package mclspark.exporting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mclspark.checkpoint.ExportFormat;
import mclspark.checkpoint.NamedPath;
import mclspark.checkpoint.safetensors.Safetensors;
import mclspark.importing.CheckpointImport;
import mclspark.importing.ImportRequest;
import mclspark.importing.ReferenceFiles;
import mclspark.pth.TorchFormat;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names, fields and figures of a folder for timm. */
final class TimmFolderTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path own;

  /** Two supervised peers of ResNet-18 with ten classes, after 5 steps. */
  private String imported() throws IOException {
    byte[] bytes =
        ReferenceFiles.file(TorchFormat.ZIP, "net", ReferenceFiles.supervised("resnet18", 2, 10));
    String run = own.resolve("run").toString();
    CheckpointImport.run(
        new ImportRequest(
            ReferenceFiles.write(own, "x.pth.tar", bytes),
            run,
            Optional.empty(),
            OptionalInt.empty()),
        HADOOP,
        warning -> {});
    return run;
  }

  private String export(String run) {
    String folder = own.resolve("timm").toString();
    return CheckpointExport.run(
        new ExportRequest(run, 1, ExportFormat.TIMM, folder, false), HADOOP, warning -> {});
  }

  @Test
  void timmFolderHasTimmsNamesAndShapes() throws Exception {
    assertEquals("122 tensors", export(imported()));
    NamedPath file = NamedPath.of(own.resolve("timm/model.safetensors").toString(), HADOOP);
    List<String> found =
        Safetensors.read(file.fileSystem(), file.path()).tensors().entrySet().stream()
            .map(entry -> entry.getKey() + " " + Arrays.toString(entry.getValue().shape()))
            .toList();
    try (InputStream in = TimmFolderTest.class.getResourceAsStream("resnet18.txt")) {
      List<String> recorded =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .toList();
      assertEquals(recorded, found);
    }
    JsonNode config = new ObjectMapper().readTree(own.resolve("timm/config.json").toFile());
    assertEquals("resnet18", config.path("architecture").asText());
    assertEquals(10, config.path("num_classes").asInt());
    assertEquals(512, config.path("num_features").asInt());
    JsonNode pretrained = config.path("pretrained_cfg");
    assertEquals("[3,224,224]", pretrained.path("input_size").toString());
    assertEquals(0.875, pretrained.path("crop_pct").asDouble());
    assertEquals("[0.485,0.456,0.406]", pretrained.path("mean").toString());
    String card = Files.readString(own.resolve("timm/README.md"));
    assertTrue(card.startsWith("---\nlibrary_name: timm\n"), card);
    assertTrue(card.contains("No accuracy was measured for it."), card);
    assertFalse(card.contains("model-index"), card);
  }

  @Test
  void cardTellsWhatTheRunMeasuredUpToTheCheckpoint() throws Exception {
    String run = imported(); // after 5 steps
    String line = "{\"kind\":\"evaluation\",\"step\":%d,\"top1\":[1.5,%s],\"images\":50}\n";
    Files.writeString(
        Path.of(run, "metrics.jsonl"),
        line.formatted(3, "31.25") + line.formatted(5, "62.5") + line.formatted(9, "99") + "{\"ki");
    export(run);
    String card = Files.readString(own.resolve("timm/README.md"));
    assertTrue(card.contains("top-1 62.50 % on 50 test pictures."), card);
    assertTrue(card.contains("      name: \"top-1\"\n      value: 62.50\n"), card);
  }
}
