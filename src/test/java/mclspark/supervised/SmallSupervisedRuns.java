package mclspark.supervised;

import java.nio.file.Path;
import java.util.List;
import mclspark.pretrain.SmallRuns;
import mclspark.run.ConfigFile;
import mclspark.run.DataSets;
import mclspark.run.Outcome;
import mclspark.run.RunData;
import mclspark.run.StopSignal;
import mclspark.run.Workers;

/** Supervised runs of seconds on the pictures of {@link SmallRuns}, with threads as workers. */
public final class SmallSupervisedRuns {

  /** What makes a run contrast with a memory bank. */
  public static final String BANK = "mcl.negatives=memory-bank";

  private SmallSupervisedRuns() {}

  /** Two peers of ResNet-8, W = 4 ranks of 2 pictures, 12 steps an epoch, 2 epochs, all terms. */
  public static SupervisedConfig config(Path data, Path output, String... overrides) {
    String yaml =
        """
        {job: train, name: small, output: '%s', data: {format: cifar100, train: '%s/train.bin',
        test: '%s/test.bin', loader_threads: 1}, model: {arch: resnet8, peers: 2, projection_dim: 16},
        mcl: {vcl_weight: 0.1, soft_vcl_weight: 1, icl_weight: 0.1, soft_icl_weight: 1,
        logit_distillation: true, negative_count: 20}, optimizer: {epochs: 2, batch_size: 8, lr: 0.05},
        ranks: {logical: 4, workers: 1, device: cpu}, log: {every_steps: 5}}
        """
            .formatted(output, data, data);
    return SupervisedConfig.reader()
        .read(new ConfigFile("small.yaml", yaml), List.of(overrides))
        .config();
  }

  /**
   * What all workers report who train to the end; the failure of the first failed one is thrown.
   */
  public static List<SupervisedResult> run(
      SupervisedConfig config, String checkpoint, StopSignal stop) throws Exception {
    return outcomes(config, checkpoint, stop).stream().map(Outcome::result).toList();
  }

  /** How all workers end; the failure of the first failed one is thrown. */
  public static List<Outcome<SupervisedResult>> outcomes(
      SupervisedConfig config, String checkpoint, StopSignal stop) throws Exception {
    RunData data =
        new RunData(
            DataSets.train(config.data(), SmallRuns.HADOOP),
            DataSets.test(config.data(), SmallRuns.HADOOP));
    return Workers.train(
        config, data, checkpoint, stop, context -> new SupervisedTask(config, context));
  }
}
