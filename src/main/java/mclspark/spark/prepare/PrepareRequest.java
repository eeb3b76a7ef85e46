package mclspark.spark.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.dataset.shards.Recoding;
import mclspark.dataset.shards.ShardOrder;
import mclspark.dataset.shards.make.Labelling;

/**
 * What {@link PrepareJob} is asked for.
 *
 * @param data folders and tar files; not used for a table
 * @param out folder for the shards, on any file system that Hadoop knows
 * @param shorterSide what the shorter side of larger pictures becomes; 0 keeps files as they are
 * @param quality JPEG quality of pictures that are resized, 1 to 100
 * @param shardRows pictures of a shard
 * @param rowGroupRows pictures of a row group, which training reads as a whole
 * @param shuffleWindow row groups whose pictures an epoch of training shuffles together
 * @param seed another seed gives another order
 * @param rejectLimit pictures that may be left out before the job stops
 * @param rapids whether data frames run on the GPU, by the RAPIDS plugin
 * @param labelling where the labels of files come from
 * @param table the table to read; empty for files
 */
public record PrepareRequest(
    List<String> data,
    String out,
    int shorterSide,
    int quality,
    int shardRows,
    int rowGroupRows,
    int shuffleWindow,
    long seed,
    int rejectLimit,
    boolean rapids,
    Labelling labelling,
    Optional<TableSource> table) {

  /** Copies the list. */
  public PrepareRequest {
    data = List.copyOf(data);
  }

  /** A sentence for every number that cannot be. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    require(problems, !out.isBlank(), "--out is empty; name the folder for the shards.");
    require(problems, shorterSide, 0, 1 << 16, "--shorter-side");
    require(problems, quality, 1, 100, "--quality");
    require(problems, shardRows, 1, 1 << 24, "--shard-rows");
    require(problems, rowGroupRows, 1, 1 << 20, "--row-group-rows");
    require(problems, shuffleWindow, 1, 4096, "--shuffle-window");
    require(problems, rejectLimit, 0, Integer.MAX_VALUE, "--reject-limit");
    require(
        problems,
        rowGroupRows < 1 || shardRows % rowGroupRows == 0,
        "--shard-rows is %d and --row-group-rows is %d; a shard must hold whole row groups."
            .formatted(shardRows, rowGroupRows));
    return problems;
  }

  private static void require(
      List<String> problems, int value, int least, int most, String option) {
    require(
        problems,
        value >= least && value <= most,
        "%s is %d; it must be from %d to %d.".formatted(option, value, least, most));
  }

  private static void require(List<String> problems, boolean rule, String sentence) {
    if (!rule) {
      problems.add(sentence);
    }
  }

  Recoding recoding() {
    return new Recoding(shorterSide, quality);
  }

  ShardOrder order() {
    return new ShardOrder(seed, shardRows, rowGroupRows, shuffleWindow);
  }
}
