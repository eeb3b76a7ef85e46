package mclspark.supervised;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.TrainingProgress;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.pretrain.SmallRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the pictures of another set are shown to peers that were trained on CIFAR's. */
class PeerEvaluationTest {

  @TempDir Path folder;

  @BeforeEach
  void save() {
    SupervisedConfig config = SmallSupervisedRuns.config(folder, folder);
    RunIdentity run =
        new RunIdentity(config.name(), "", config.tree(), config.hash(), 2, 4, Map.of());
    CheckpointStore.open(folder + "/checkpoints", SmallRuns.HADOOP, 1)
        .save(
            new Snapshot(
                Instant.EPOCH,
                run,
                new TrainingProgress(1, 0, 12, 96, Map.of()),
                Map.of(Snapshot.MODEL, TensorFile.of(Map.of()))));
  }

  private int resize(String... overrides) {
    return PeerEvaluation.of(folder.toString(), false, List.of(overrides), SmallRuns.HADOOP)
        .config()
        .augmentation()
        .resize();
  }

  @Test
  void foldersAreResizedForTheCropOfTheTraining() {
    assertEquals(37, resize("data.format=folder"));
    assertEquals(40, resize("data.format=folder", "augmentation.resize=40"));
  }
}
