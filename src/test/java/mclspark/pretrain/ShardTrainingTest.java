package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mclspark.dataset.shards.Recoding;
import mclspark.dataset.shards.ShardOrder;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.dataset.shards.make.Preparation;
import mclspark.storage.FileEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pre-training on shards. */
@Tag("slow")
class ShardTrainingTest {

  @TempDir static Path shared;
  private static Path shards;
  private static Path other;

  @TempDir Path output;

  @BeforeAll
  static void prepare() throws Exception {
    Path pictures = shared.resolve("pictures");
    PictureFolder.write(pictures, 45, "ant", "bee");
    shards = shared.resolve("shards");
    other = shared.resolve("other");
    Preparation.run(pictures, shards, Recoding.NONE, new ShardOrder(3, 40, 8, 2));
    Preparation.run(pictures, other, Recoding.NONE, new ShardOrder(3, 40, 8, 1));
  }

  private Map<String, FileEntry> train(String name, Path set, String... overrides)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.addAll(List.of("data.format=shards", "optimizer.epochs=1"));
    all.addAll(List.of("data.train=" + set, "data.test=" + set));
    PretrainConfig config = SmallRuns.config(set, output.resolve(name), all.toArray(String[]::new));
    SmallRuns.run(config, "", () -> {});
    return SmallRuns.newest(output.resolve(name)).manifest().files();
  }

  @Test
  void theNumberOfWorkersChangesNoBitAndTheWindowDoes() throws Exception {
    Map<String, FileEntry> alone = train("one", shards);
    assertEquals(alone, train("two", shards, "ranks.workers=2", "data.shard_cache=1"));
    assertNotEquals(alone, train("other", other));
  }
}
