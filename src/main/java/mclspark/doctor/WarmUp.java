package mclspark.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import mclspark.checkpoint.CheckpointStore;
import mclspark.collective.Backend;
import mclspark.collective.Collective;
import mclspark.collective.join.Collectives;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.PretrainTask;
import mclspark.pretrain.WarmStart;
import mclspark.run.ConfigFile;
import mclspark.run.DataSets;
import mclspark.run.RunData;
import mclspark.run.TrainingRun;
import mclspark.run.WorkerEnvironment;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;

/**
 * A small training for its side effect: the code that a worker runs from its start over a
 * checkpoint to its next step is loaded, and compiled in part.
 */
public final class WarmUp {

  private static final int PICTURES = 32;
  private static final String CONFIG =
      """
      {name: warm-up, output: '%1$s/run', data: {format: folder, train: '%1$s/pictures',
      crop_size: 32, loader_threads: 1}, model: {arch: resnet8, dim: 16},
      moco: {queue_size: 32}, optimizer: {batch_size: 16},
      ranks: {logical: 2, workers: 2, device: cpu}, knn: {every_epochs: 0}}
      """;

  private static final Configuration HADOOP = new Configuration(); // for files of this machine

  private final Path folder;

  private WarmUp(Path folder) {
    this.folder = folder;
  }

  /**
   * Trains on the CPU, with two threads for workers, from nothing to a checkpoint and from there to
   * another, in a temporary folder.
   *
   * @throws Exception where the machine cannot; {@code mcl doctor} says why
   */
  public static void run() throws Exception {
    Path folder = Files.createTempDirectory("mcl-warm-up-");
    try {
      new WarmUp(folder).train();
    } finally {
      FileUtil.fullyDelete(folder.toFile());
    }
  }

  private void train() throws Exception {
    writePictures();
    train(config(1), "");
    CheckpointStore store = CheckpointStore.open(folder + "/run/checkpoints", HADOOP, 1);
    train(config(2), store.latest().orElseThrow().path().toString());
  }

  private void writePictures() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures/one"));
    byte[] card = TestCard.file("JPEG");
    for (int i = 0; i < PICTURES; i++) {
      Files.write(pictures.resolve(i + ".jpg"), card);
    }
  }

  private PretrainConfig config(int epochs) {
    ConfigFile file = new ConfigFile("warm-up.yaml", CONFIG.formatted(folder));
    return PretrainConfig.reader().read(file, List.of("optimizer.epochs=" + epochs)).config();
  }

  private void train(PretrainConfig config, String checkpoint)
      throws InterruptedException, ExecutionException, TimeoutException {
    RunData data = new RunData(DataSets.unlabelledTrain(config.data(), HADOOP), null);
    Members.work(
        config.ranks().workers(),
        (listener, lines, secret) ->
            Collectives.join(listener, lines, secret, "warm-up", Backend.TCP),
        workers -> train(config, data, checkpoint, workers));
  }

  private boolean train(
      PretrainConfig config, RunData data, String checkpoint, Collective workers) {
    WorkerEnvironment site =
        new WorkerEnvironment(workers, OptionalInt.empty(), HADOOP, config.output(), () -> {});
    return TrainingRun.run(
            config,
            data,
            checkpoint,
            site,
            context -> new PretrainTask(config, WarmStart.NONE, context))
        .stopped();
  }
}
