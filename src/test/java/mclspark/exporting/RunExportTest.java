package mclspark.exporting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mclspark.checkpoint.ExportFormat;
import mclspark.linear.LinearSetup;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves for other programs at its end. */
final class RunExportTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void saveRun() {
    LinearSetup.in(folder);
    run = folder.resolve("pretrained");
  }

  private PretrainConfig config(String formats) {
    return SmallRuns.config(folder, run, "export.formats=" + formats);
  }

  private List<String> exported() throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("export"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void networksOfAllPeersInAllFormats() throws IOException {
    Files.createDirectory(run.resolve("export"));
    Files.writeString(run.resolve("export/peer-1.safetensors"), "of an earlier end");
    RunExport.write(config("[safetensors, onnx]"), HADOOP);
    assertEquals(
        List.of("peer-0.onnx", "peer-0.safetensors", "peer-1.onnx", "peer-1.safetensors"),
        exported());
    String byHand = folder.resolve("by-hand").toString();
    CheckpointExport.run(
        new ExportRequest(run.toString(), 1, ExportFormat.SAFETENSORS, byHand, false),
        HADOOP,
        warning -> {});
    assertArrayEquals(
        Files.readAllBytes(Path.of(byHand)),
        Files.readAllBytes(run.resolve("export/peer-1.safetensors")));
  }

  @Test
  void nothingWhereNothingIsWanted() {
    RunExport.write(config("[]"), HADOOP);
    assertFalse(Files.exists(run.resolve("export")));
  }

  /** What timm has no place for hinders no other format; the run has ended well. */
  @Test
  void failuresEndNothing() throws IOException {
    List<ExportFormat> formats = List.of(ExportFormat.TIMM, ExportFormat.PT);
    PretrainConfig config =
        PretrainConfig.schema().with(config("[]"), Map.of("export.formats", formats));
    RunExport.write(config, HADOOP);
    assertEquals(List.of("peer-0.pth", "peer-1.pth"), exported());
    Files.move(run.resolve("export"), run.resolve("old"));
    Files.writeString(run.resolve("export"), "in the way");
    RunExport.write(config, HADOOP);
    assertTrue(Files.isRegularFile(run.resolve("export")));
  }
}
