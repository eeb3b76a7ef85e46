package mclspark.dataset.shards;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.dataset.Fingerprint;
import mclspark.dataset.PictureListing;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Lists a finished set of shards: reads footers and labels, no picture. Runs on the driver. */
public final class ShardLister {

  private ShardLister() {}

  /**
   * Lists the set.
   *
   * @param folder what {@code mcl prepare} has written
   * @param cacheBytes bytes of pictures that each process keeps in memory
   * @throws UserError if there is no finished set, or naming the first file that is not as the set
   *     says
   */
  public static ParquetListing list(String folder, long cacheBytes, Configuration configuration) {
    ShardFolder place = new ShardFolder(folder);
    ShardSet set = ShardSetFile.read(place, configuration);
    if (set.shards().isEmpty() || set.rowGroupRows() < 1 || set.shuffleWindow() < 1) {
      throw new UserError(
          place.classes() + " names no shard that can be read; prepare the data again.");
    }
    int[] labels = new int[Math.toIntExact(set.pictures())];
    int at = 0;
    for (ShardSet.FileEntry entry : set.shards()) {
      int[] own = labels(place.shard(entry.number()), entry, set, configuration);
      System.arraycopy(own, 0, labels, at, own.length);
      at += own.length;
    }
    try {
      String everywhere = place.qualified(configuration).root();
      return listing(new ShardFolder(everywhere), set, labels, cacheBytes);
    } catch (IOException e) {
      throw new UserError(folder + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Its fingerprint is of order and row groups, and of labels and lengths for the pictures. */
  private static ParquetListing listing(
      ShardFolder place, ShardSet set, int[] labels, long cacheBytes) {
    List<ShardSet.FileEntry> shards = set.shards();
    int[] shardStart = new int[shards.size() + 1];
    int[] fileGroup = new int[shards.size() + 1];
    IntStream.Builder groupStart = IntStream.builder();
    for (int i = 0; i < shards.size(); i++) {
      int at = shardStart[i];
      for (int rows : rows(shards.get(i), set)) {
        groupStart.add(at);
        at += rows;
        fileGroup[i + 1]++;
      }
      shardStart[i + 1] = at;
      fileGroup[i + 1] += fileGroup[i];
    }
    groupStart.add(labels.length);
    long[] lengths = shards.stream().mapToLong(ShardSet.FileEntry::bytes).toArray();
    return new ParquetListing(
        new ParquetListing.RowGroups(
            shards.stream().map(entry -> place.shard(entry.number()).toString()).toList(),
            lengths,
            groupStart.build().toArray(),
            fileGroup),
        labels,
        set.classes().stream().map(ShardSet.ClassEntry::name).toList(),
        PictureColumns.SHARD,
        set.shuffleWindow(),
        cacheBytes,
        new Fingerprint()
            .add(set.seed(), set.rowGroupRows(), set.shuffleWindow())
            .add(shardStart)
            .add(lengths)
            .add(labels)
            .value());
  }

  private static int[] labels(
      Path path, ShardSet.FileEntry entry, ShardSet set, Configuration configuration) {
    try {
      ShardReader reader = open(path, entry, configuration);
      if (!reader.hasPictures() || !Arrays.equals(reader.rows(), rows(entry, set))) {
        throw damaged(path, "its rows are not those that classes.json names");
      }
      int[] labels = reader.labels();
      for (int row = 0; row < labels.length; row++) {
        boolean none = labels[row] == PictureListing.NO_LABEL && set.unlabelled() > 0;
        if (!none && (labels[row] < 0 || labels[row] >= set.classes().size())) {
          throw damaged(
              path,
              "row %d has label %d of %d classes"
                  .formatted(row, labels[row], set.classes().size()));
        }
      }
      return labels;
    } catch (UserError e) {
      throw e;
    } catch (FileNotFoundException e) {
      throw new UserError("The shard " + path + " is missing; copy or prepare it again.", e);
    } catch (IOException | RuntimeException e) { // Parquet meets damage with all kinds
      throw new UserError(
          "The shard " + path + " cannot be read: " + e.getMessage() + "; prepare it again.", e);
    }
  }

  private static ShardReader open(Path path, ShardSet.FileEntry entry, Configuration configuration)
      throws IOException {
    FileSystem files = StoredFiles.fileSystem(path, configuration);
    long length = files.getFileStatus(path).getLen();
    if (length != entry.bytes()) {
      throw damaged(path, "it has %d bytes, but %d were written".formatted(length, entry.bytes()));
    }
    return ShardReader.open(new ShardInput(files, path, length));
  }

  private static UserError damaged(Path path, String what) {
    return new UserError(
        "The shard " + path + " is damaged: " + what + "; copy or prepare it again.");
  }

  /** Rows of each row group of a shard. */
  private static int[] rows(ShardSet.FileEntry entry, ShardSet set) {
    int most = set.rowGroupRows();
    int[] rows = new int[(entry.pictures() + most - 1) / most];
    Arrays.fill(rows, most);
    rows[rows.length - 1] = entry.pictures() - most * (rows.length - 1);
    return rows;
  }
}
