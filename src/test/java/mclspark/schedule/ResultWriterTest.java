package mclspark.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.Configurations;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in a run's folder at its end. */
final class ResultWriterTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private List<String> exports() {
    PretrainConfig config = Configurations.run("output=" + folder);
    new ResultWriter(config, folder.toString(), HADOOP)
        .write(RunStatus.FINISHED, "", Optional.empty(), "4");
    return RunResult.read(folder.toString(), HADOOP).orElseThrow().exports();
  }

  @Test
  void exportsAreTheFilesOfTheFolderExport() throws Exception {
    assertEquals(List.of(), exports());
    Path export = Files.createFile(folder.resolve("export"));
    assertEquals(List.of(), exports(), "a file of that name is none");
    Files.delete(export);
    Files.createFile(Files.createDirectory(export).resolve("peer-0.onnx"));
    assertEquals(List.of("file:" + export + "/peer-0.onnx"), exports());
  }
}
