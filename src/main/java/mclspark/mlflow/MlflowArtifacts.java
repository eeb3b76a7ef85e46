package mclspark.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
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

  /** The page of the run. */
  void report(String name) throws IOException {
    Path page = new Path(output, name);
    run.artifact(name, StoredFiles.readBytes(StoredFiles.fileSystem(page, hadoop), page));
  }

  /** The configuration, with all defaults. */
  void config(JsonNode config) throws IOException {
    run.artifact("config.yaml", new YAMLMapper().writeValueAsBytes(config));
  }

  /** The networks, each a folder that MLflow can load; returns the folders' paths. */
  List<String> models() throws IOException {
    Path folder = new Path(output, "export");
    FileSystem files = StoredFiles.fileSystem(folder, hadoop);
    List<String> sent = new ArrayList<>();
    for (Path file : onnx(files, folder)) {
      String name = file.getName().substring(0, file.getName().length() - ENDING.length());
      String path = MODELS + "/" + name;
      run.artifact(path + "/model.onnx", StoredFiles.readBytes(files, file));
      run.artifact(path + "/requirements.txt", "mlflow\nonnx\nonnxruntime\n".getBytes(UTF_8));
      run.artifact(path + "/MLmodel", description(path).getBytes(UTF_8));
      sent.add(path);
    }
    return sent;
  }

  private static List<Path> onnx(FileSystem files, Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try {
      for (FileStatus file : files.listStatus(folder)) {
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
