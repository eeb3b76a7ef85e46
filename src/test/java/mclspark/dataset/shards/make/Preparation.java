package mclspark.dataset.shards.make;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.dataset.shards.Recoding;
import mclspark.dataset.shards.ShardFolder;
import mclspark.dataset.shards.ShardOrder;
import mclspark.dataset.shards.ShardSet;
import mclspark.dataset.shards.ShardSetFile;
import mclspark.dataset.shards.ShardWork;
import mclspark.dataset.shards.WrittenShard;
import mclspark.pipeline.BadPictures;
import org.apache.hadoop.conf.Configuration;

/** Makes a set of shards without Spark. */
public final class Preparation {

  private static final Configuration HADOOP = new Configuration();

  private Preparation() {}

  /** Turns a folder into shards, with up to ten rejects. */
  public static SourceList run(Path pictures, Path out, Recoding recoding, ShardOrder order)
      throws Exception {
    List<String> problems = new ArrayList<>();
    SourceList sources =
        SourceList.of(List.of(pictures.toString()), Labelling.BY_FOLDER, HADOOP, problems);
    if (!problems.isEmpty()) {
      throw new AssertionError(problems.toString());
    }
    ShardFolder folder = new ShardFolder(out.toString());
    folder.begin(HADOOP);
    BadPictures rejects = new BadPictures(10);
    List<ShardSet.FileEntry> files = new ArrayList<>();
    try (ShardMaker maker = new ShardMaker(folder, recoding, order.rowGroupRows(), 10, HADOOP)) {
      for (ShardWork work : order.deal(sources.pictures())) {
        WrittenShard shard = maker.make(work);
        rejects.addAll(shard.rejects());
        files.add(new ShardSet.FileEntry(shard.shard(), shard.pictures(), shard.bytes()));
      }
    }
    List<ShardSet.ClassEntry> classes =
        sources.classNames().stream().map(name -> new ShardSet.ClassEntry(name, 0)).toList();
    rejects.writeTsv(folder.rejects().toString(), HADOOP);
    ShardSetFile.write(
        ShardSet.of(order, recoding, rejects.count(), 0, List.of(), classes, files),
        folder,
        HADOOP);
    folder.finish(HADOOP);
    return sources;
  }
}
