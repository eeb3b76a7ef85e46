package mclspark.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.storage.Sha256;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The files of a finished run that go to the server.
 *
 * @param run the run there
 * @param output its folder here
 */
record MlflowArtifacts(MlflowRun run, Path output, Configuration hadoop) {

  private static final String MODELS = "model";
  private static final String ONNX = "peer-\\d+\\.onnx";
  private static final String ENDING = ".onnx";
  private static final int DIGITS = 12;

  /** The page of the run. */
  void report(String name) throws IOException {
    Path page = new Path(output, name);
    run.artifact(name, StoredFiles.readBytes(StoredFiles.fileSystem(page, hadoop), page));
  }

  /** The configuration, with all defaults. */
  void config(JsonNode config) throws IOException {
    run.artifact("config.yaml", new YAMLMapper().writeValueAsBytes(config));
  }

  /** The networks, each a folder that MLflow can load, in place of those of an earlier end. */
  void models() throws IOException {
    for (Path file : onnx()) {
      String name = file.getName().substring(0, file.getName().length() - ENDING.length());
      model(MODELS + "/" + name, bytes(file));
    }
  }

  /**
   * The first peer's network once more, for the registry: its path is made of its content, so that
   * a run that is resumed leaves the network of an older version as it is.
   *
   * @return the folder's path; empty if nothing was exported
   */
  Optional<String> version() throws IOException {
    List<Path> peers = onnx();
    if (peers.isEmpty()) {
      return Optional.empty();
    }
    byte[] network = bytes(peers.get(0));
    String digest = Sha256.of(new ByteArrayInputStream(network)).substring(0, DIGITS);
    String path = "registered/" + digest;
    model(path, network);
    return Optional.of(path);
  }

  private void model(String path, byte... network) throws IOException {
    run.artifact(path + "/model.onnx", network);
    run.artifact(path + "/requirements.txt", "mlflow\nonnx\nonnxruntime\n".getBytes(UTF_8));
    run.artifact(path + "/MLmodel", description(path).getBytes(UTF_8));
  }

  private byte[] bytes(Path file) throws IOException {
    return StoredFiles.readBytes(StoredFiles.fileSystem(file, hadoop), file);
  }

  private List<Path> onnx() throws IOException {
    Path folder = new Path(output, "export");
    List<Path> found = new ArrayList<>();
    try {
      for (FileStatus file : StoredFiles.fileSystem(folder, hadoop).listStatus(folder)) {
        if (file.getPath().getName().matches(ONNX)) {
          found.add(file.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of(); // nothing was exported
    }
    found.sort(null);
    return found;
  }

  /** What MLflow's flavour for ONNX and its generic one need to know. */
  private String description(String path) {
    return """
    artifact_path: %s
    flavors:
      onnx:
        code: null
        data: model.onnx
        providers: [CUDAExecutionProvider, CPUExecutionProvider]
      python_function:
        data: model.onnx
        loader_module: mlflow.onnx
        env: {}
    run_id: %s
    """
        .formatted(path, run.id());
  }
}
