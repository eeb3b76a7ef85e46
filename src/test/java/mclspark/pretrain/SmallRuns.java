package mclspark.pretrain;

import java.nio.file.Path;
import java.util.List;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointStore;
import mclspark.dataset.shapes.ShapesGenerator;
import mclspark.dataset.shapes.ShapesSettings;
import mclspark.run.ConfigFile;
import mclspark.run.DataSets;
import mclspark.run.Outcome;
import mclspark.run.RunData;
import mclspark.run.StopSignal;
import mclspark.run.Workers;
import org.apache.hadoop.conf.Configuration;

/** Pre-training runs of seconds on generated pictures, with threads as workers. */
public final class SmallRuns {

  public static final Configuration HADOOP = new Configuration();

  private SmallRuns() {}

  /** Writes 96 training and 32 test pictures of four classes. */
  public static Path pictures(Path folder) {
    new ShapesGenerator(new ShapesSettings(4, 96, 32, 5, 1)).write(folder.toString(), HADOOP);
    return folder;
  }

  /** Two peers of ResNet-8, W = 4 ranks of 4 pictures, 6 steps an epoch, 2 epochs. */
  public static PretrainConfig config(Path data, Path output, String... overrides) {
    String yaml =
        """
        {name: small, output: '%s', data: {format: cifar100, train: '%s/train.bin',
        test: '%s/test.bin', crop_size: 32, loader_threads: 1}, augmentation: {pipeline: v2, blur: false},
        model: {arch: resnet8, dim: 16}, moco: {queue_size: 50, momentum: 0.9},
        optimizer: {epochs: 2, batch_size: 16, lr: 0.05, schedule: cosine},
        ranks: {logical: 4, workers: 1, device: cpu}, knn: {every_epochs: 2, k: 5},
        log: {every_steps: 1}}
        """
            .formatted(output, data, data);
    return PretrainConfig.reader()
        .read(new ConfigFile("small.yaml", yaml), List.of(overrides))
        .config();
  }

  /**
   * What all workers report who train to the end; the failure of the first failed one is thrown.
   */
  public static List<PretrainResult> run(PretrainConfig config, String checkpoint, StopSignal stop)
      throws Exception {
    return outcomes(config, checkpoint, stop).stream().map(Outcome::result).toList();
  }

  /** How all workers end; the failure of the first failed one is thrown. */
  public static List<Outcome<PretrainResult>> outcomes(
      PretrainConfig config, String checkpoint, StopSignal stop) throws Exception {
    RunData data =
        new RunData(DataSets.train(config.data(), HADOOP), DataSets.test(config.data(), HADOOP));
    return Workers.train(
        config,
        data,
        checkpoint,
        stop,
        context -> new PretrainTask(config, WarmStart.NONE, context));
  }

  /** The newest checkpoint of a run. */
  public static Checkpoint newest(Path output) {
    return CheckpointStore.open(output + "/checkpoints", HADOOP, 1).latest().orElseThrow();
  }
}
