package mclspark.dataset.shards;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a set of shards holds, as {@code classes.json} says it.
 *
 * @param format always {@link #FORMAT}
 * @param version of the format; later ones are refused
 * @param seed of the order
 * @param rowGroupRows pictures of every row group but the last of each shard
 * @param shuffleWindow row groups whose pictures an epoch shuffles together
 * @param shorterSide what larger pictures were resized to, in pixels; 0 if none were
 * @param quality JPEG quality of those
 * @param rejected pictures that were left out
 * @param unlabelled pictures without a label
 * @param columns the user's columns that are kept
 * @param classes the classes, in the order of their label ids; empty if no picture has a label
 * @param shards the files, in the order of their pictures
 */
public record ShardSet(
    String format,
    int version,
    long seed,
    @JsonProperty("row_group_rows") int rowGroupRows,
    @JsonProperty("shuffle_window") int shuffleWindow,
    @JsonProperty("shorter_side") int shorterSide,
    int quality,
    int rejected,
    long unlabelled,
    List<String> columns,
    List<ClassEntry> classes,
    List<FileEntry> shards) {

  /** The name of the format. */
  static final String FORMAT = "mcl-spark picture shards";

  /** The version that this program writes. */
  static final int VERSION = 2;

  /** The version without nullable labels and kept columns, which is read, too. */
  static final int LABELS_REQUIRED = 1;

  /** Copies the lists. */
  public ShardSet {
    columns = List.copyOf(columns);
    classes = List.copyOf(classes);
    shards = List.copyOf(shards);
  }

  /**
   * A class.
   *
   * @param name its name
   * @param pictures how many pictures of it the shards hold
   */
  public record ClassEntry(String name, long pictures) {}

  /**
   * A shard.
   *
   * @param number its number, which is part of the file's name
   * @param pictures how many pictures it holds
   * @param bytes length of the file
   */
  public record FileEntry(int number, int pictures, long bytes) {}

  /** A set of the present version. */
  public static ShardSet of(
      ShardOrder order,
      Recoding recoding,
      int rejected,
      long unlabelled,
      List<KeptColumn> kept,
      List<ClassEntry> classes,
      List<FileEntry> shards) {
    return new ShardSet(
        FORMAT,
        VERSION,
        order.seed(),
        order.rowGroupRows(),
        order.shuffleWindow(),
        recoding.shorterSide(),
        recoding.quality(),
        rejected,
        unlabelled,
        kept.stream().map(KeptColumn::name).toList(),
        classes,
        shards);
  }

  /** Pictures of all shards. */
  public long pictures() {
    return shards.stream().mapToLong(FileEntry::pictures).sum();
  }
}
