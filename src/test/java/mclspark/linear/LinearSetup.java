package mclspark.linear;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.Snapshots;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.dataset.shapes.ShapesGenerator;
import mclspark.dataset.shapes.ShapesSettings;
import mclspark.pretrain.MocoModel;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.DataSets;
import mclspark.run.Outcome;
import mclspark.run.RunData;
import mclspark.run.StopSignal;
import mclspark.run.TrainingRun;
import mclspark.run.Workers;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.conf.Configuration;

/** A small set of generated pictures and a checkpoint of two untrained peers beside it. */
public final class LinearSetup {

  public static final Configuration HADOOP = new Configuration();
  static final int TRAIN = 200;
  static final int TEST = 130;

  private final Path folder;

  private LinearSetup(Path folder) {
    this.folder = folder;
  }

  /** Writes {@code data} and the run {@code pretrained} into an empty folder. */
  public static LinearSetup in(Path folder) {
    LinearSetup setup = new LinearSetup(folder);
    new ShapesGenerator(new ShapesSettings(8, TRAIN, TEST, 1, 0.5))
        .write(setup.path("data"), HADOOP);
    setup.pretrained("pretrained", state -> state);
    return setup;
  }

  /** A file or folder of the set-up. */
  public String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Writes a pre-training run whose model was changed before it was saved. */
  public void pretrained(String name, UnaryOperator<Map<String, HostTensor>> change) {
    pretrained(name, data(Map.of()), change);
  }

  /** As above, on the pictures of another section {@code data}. */
  public void pretrained(
      String name, Map<String, Object> data, UnaryOperator<Map<String, HostTensor>> change) {
    PretrainConfig config =
        PretrainConfig.reader()
            .read(
                "test",
                Map.of(
                    "job", "pretrain",
                    "name", name,
                    "output", path(name),
                    "data", data,
                    "model", Map.of("arch", "resnet8", "peers", 2, "mlp_head", true, "dim", 16),
                    "moco", Map.of("queue_size", 64),
                    "optimizer", Map.of("batch_size", 32),
                    "ranks", Map.of("logical", 2, "workers", 1)))
            .config();
    try (Scope scope = Scope.open()) {
      MocoModel model =
          MocoModel.allocate(
              TorchEngine.cpu(1), () -> MocoModel.network(config.model()), 2, 64, 16, true);
      model.initialize(7);
      Map<String, TensorFile> files = new LinkedHashMap<>();
      files.put(Snapshot.MODEL, TensorFile.of(change.apply(withStatistics(model.state()))));
      RunIdentity run = new RunIdentity(name, "", config.tree(), config.hash(), 2, 2, Map.of());
      CheckpointStore.open(path(name) + "/checkpoints", HADOOP, 1)
          .save(new Snapshot(Instant.EPOCH, run, Snapshots.progress(9), files));
    }
  }

  /** Batch statistics other than the initial ones, so that loading them makes a difference. */
  private static Map<String, HostTensor> withStatistics(Map<String, HostTensor> state) {
    Map<String, HostTensor> changed = new LinkedHashMap<>(state);
    changed.replaceAll(
        (name, values) -> {
          if (!name.endsWith(".running_mean")) {
            return values;
          }
          ByteBuffer data =
              ByteBuffer.allocate(values.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
          for (int i = 0; data.hasRemaining(); i++) {
            data.putFloat(0.05f * (i % 5 - 2));
          }
          return new HostTensor(values.type(), values.shape(), data.flip());
        });
    return changed;
  }

  /** The section {@code data}, with some more keys. */
  public Map<String, Object> data(Map<String, ?> more) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("format", "cifar100");
    data.put("train", path("data"));
    data.put("test", path("data"));
    data.put("crop_size", 32);
    data.putAll(more);
    return data;
  }

  /** A configuration that writes to {@code output}; {@code overrides} replace top-level keys. */
  public LinearConfig config(String output, int workers, Map<String, ?> overrides) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("job", "linear");
    tree.put("name", "lincls");
    tree.put("output", path(output));
    tree.put("pretrained", path("pretrained"));
    tree.put("data", data(Map.of()));
    tree.put("augmentation", Map.of("min_scale", 0.2, "resize", 32));
    tree.put("optimizer", optimizer(3, 0.02));
    tree.put("ranks", Map.of("logical", 2, "workers", workers, "device", "cpu"));
    tree.putAll(overrides);
    return LinearConfig.reader().read("test", tree).config();
  }

  /** Two epochs on four logical ranks, with a line for each step. */
  LinearConfig config(Path output, String... overrides) {
    Map<String, Object> tree = new LinkedHashMap<>(config("", 1, Map.of()).tree());
    tree.put("output", output.toString());
    tree.put("optimizer", optimizer(2, 0.02));
    tree.put("ranks", Map.of("logical", 4, "workers", 1, "device", "cpu"));
    tree.put("log", Map.of("every_steps", 1));
    return LinearConfig.reader().read("test", tree, List.of(overrides)).config();
  }

  /** As above, of fine-tuning on most of the labels, with the control. */
  public FinetuneConfig finetuning(Path output, String... overrides) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("job", "finetune");
    tree.put("name", "finetune");
    tree.put("output", output.toString());
    tree.put("pretrained", path("pretrained"));
    tree.put("data", data(Map.of("label_fraction", 0.9)));
    tree.put("augmentation", Map.of("min_scale", 0.2, "resize", 32));
    tree.put("optimizer", Map.of("epochs", 2, "batch_size", 32, "milestones", List.of(1)));
    tree.put("ranks", Map.of("logical", 4, "workers", 1, "device", "cpu"));
    tree.put("log", Map.of("every_steps", 1));
    return FinetuneConfig.reader().read("test", tree, List.of(overrides)).config();
  }

  static Map<String, Object> optimizer(int epochs, double lr) {
    return Map.of(
        "epochs", epochs, "batch_size", 32, "lr", lr, "milestones", List.of(2), "weight_decay", 0);
  }

  RunData listing(LinearConfig config) {
    return new RunData(DataSets.train(config.data(), HADOOP), DataSets.test(config.data(), HADOOP));
  }

  /**
   * What all workers report who train to the end; the failure of the first failed one is thrown.
   */
  public List<LinearResult> run(LinearConfig config, String checkpoint, StopSignal stop)
      throws Exception {
    return run(config, listing(config), checkpoint, stop);
  }

  List<LinearResult> run(LinearConfig config, RunData data, String checkpoint, StopSignal stop)
      throws Exception {
    return Workers.train(config, data, checkpoint, stop, task(config)).stream()
        .map(Outcome::result)
        .toList();
  }

  /** Builds the task of a worker. */
  public static TrainingRun.Factory<LinearResult> task(ClassifierConfig config) {
    return context ->
        new LinearTask(config, LinearEncoders.at(config.pretrained(), config, HADOOP), context);
  }

  /** The newest checkpoint of a run. */
  Snapshot newest(LinearConfig config) {
    CheckpointReader reader = new CheckpointReader(HADOOP);
    return reader.load(reader.resolve(config.output()).path());
  }
}
