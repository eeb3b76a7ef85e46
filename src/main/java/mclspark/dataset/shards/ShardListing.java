package mclspark.dataset.shards;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import mclspark.dataset.Fingerprint;
import mclspark.dataset.PictureDecoder;
import mclspark.dataset.PictureLayout;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureRange;
import mclspark.dataset.PictureSource;
import org.apache.hadoop.conf.Configuration;

/** The pictures of a set of shards; made by {@link ShardLister}. Four bytes a picture. */
public final class ShardListing implements PictureListing {

  private static final long serialVersionUID = 1L;

  private final String folder;
  private final String[] classNames;
  private final int[] numbers; // [shards], part of each file's name
  private final long[] lengths; // [shards]
  private final int[] shardStart; // [shards + 1], first picture of each shard
  private final int rowGroupRows;
  private final int[] labels; // [pictures]
  private final int window;
  private final long cacheBytes;
  private final long fingerprint;

  ShardListing(String folder, ShardSet set, int[] labels, long cacheBytes) {
    this.folder = folder;
    this.labels = labels;
    this.cacheBytes = cacheBytes;
    window = set.shuffleWindow();
    rowGroupRows = set.rowGroupRows();
    classNames = set.classes().stream().map(ShardSet.ClassEntry::name).toArray(String[]::new);
    int shards = set.shards().size();
    numbers = set.shards().stream().mapToInt(ShardSet.FileEntry::number).toArray();
    lengths = set.shards().stream().mapToLong(ShardSet.FileEntry::bytes).toArray();
    shardStart = new int[shards + 1];
    for (int i = 0; i < shards; i++) {
      shardStart[i + 1] = shardStart[i] + set.shards().get(i).pictures();
    }
    fingerprint =
        new Fingerprint()
            .add(set.seed(), rowGroupRows, window)
            .add(shardStart)
            .add(lengths)
            .add(labels)
            .value();
  }

  @Override
  public int size() {
    return labels.length;
  }

  /** Of order and row groups, and of labels and lengths of files for the pictures. */
  @Override
  public long fingerprint() {
    return fingerprint;
  }

  @Override
  public List<String> classNames() {
    return List.of(classNames);
  }

  @Override
  public int unlabelled() {
    return labelled() ? (int) Arrays.stream(labels).filter(label -> label < 0).count() : size();
  }

  @Override
  public Stream<PictureRange> ranges() {
    List<PictureRange> ranges = new ArrayList<>();
    for (int i = 0; i < shards(); i++) {
      int count = shardStart[i + 1] - shardStart[i];
      ranges.add(new PictureRange(path(i), PictureRange.MIXED, shardStart[i], count));
    }
    return ranges.stream();
  }

  @Override
  public PictureSource open(Configuration configuration, PictureDecoder decoder) {
    return new ShardSource(this, configuration, decoder);
  }

  int shards() {
    return numbers.length;
  }

  String path(int shard) {
    return new ShardFolder(folder).shard(numbers[shard]).toString();
  }

  long length(int shard) {
    return lengths[shard];
  }

  int shardStart(int shard) {
    return shardStart[shard];
  }

  int label(int picture) {
    return labels[picture];
  }

  long cacheBytes() {
    return cacheBytes;
  }

  /** The shard that holds a picture. */
  int shardOf(int picture) {
    if (picture < 0 || picture >= size()) {
      throw new IndexOutOfBoundsException("picture " + picture + " of " + size());
    }
    int place = Arrays.binarySearch(shardStart, picture); // no shard is empty
    return place >= 0 ? place : -place - 2;
  }

  int rowGroupRows() {
    return rowGroupRows;
  }

  /** The row groups of all shards. */
  PictureLayout layout() {
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < shards(); i++) {
      for (int first = shardStart[i]; first < shardStart[i + 1]; first += rowGroupRows) {
        starts.add(first);
      }
    }
    starts.add(size());
    return PictureLayout.grouped(starts.stream().mapToInt(Integer::intValue).toArray(), window);
  }
}
