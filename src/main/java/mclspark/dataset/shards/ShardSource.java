package mclspark.dataset.shards;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import mclspark.dataset.PictureDecoder;
import mclspark.dataset.PictureLayout;
import mclspark.dataset.PictureSource;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The pictures of shards: a picture's whole row group is read and kept for its neighbours. */
final class ShardSource implements PictureSource {

  private final ShardListing listing;
  private final Configuration configuration;
  private final PictureDecoder decoder;
  private final PictureLayout layout;
  private final AtomicReferenceArray<ShardReader> readers; // [shards], opened when needed
  private final RowGroupCache cache;

  ShardSource(ShardListing listing, Configuration configuration, PictureDecoder decoder) {
    this.listing = listing;
    this.configuration = configuration;
    this.decoder = decoder;
    layout = listing.layout();
    readers = new AtomicReferenceArray<>(listing.shards());
    cache = new RowGroupCache(listing.cacheBytes(), this::read);
  }

  @Override
  public int size() {
    return listing.size();
  }

  @Override
  public int label(int index) {
    return listing.label(index);
  }

  @Override
  public String name(int index) {
    int shard = listing.shardOf(index);
    return listing.path(shard) + "#" + (index - listing.shardStart(shard));
  }

  @Override
  public List<String> classNames() {
    return listing.classNames();
  }

  @Override
  public PictureLayout layout() {
    return layout;
  }

  @Override
  public RgbImage load(int index) throws BrokenPictureException, IOException {
    int shard = listing.shardOf(index);
    int row = index - listing.shardStart(shard);
    int first = index - row % listing.rowGroupRows();
    return decoder.decode(cache.get(first).file(index - first));
  }

  /** Reads the row group that begins with a picture. */
  private RowGroup read(int first) throws IOException, BrokenPictureException {
    int shard = listing.shardOf(first);
    int group = (first - listing.shardStart(shard)) / listing.rowGroupRows();
    try {
      return reader(shard).group(group);
    } catch (FileNotFoundException e) {
      Path folder = new Path(listing.path(shard)).getParent();
      if (!StoredFiles.fileSystem(folder, configuration).exists(folder)) {
        throw StoredFiles.unseen(folder, e);
      }
      throw new BrokenPictureException("the shard is gone or may not be read", e);
    } catch (EOFException | RuntimeException e) { // Parquet meets damage with all kinds
      throw new BrokenPictureException("row group " + group + " is damaged: " + e.getMessage(), e);
    }
  }

  private ShardReader reader(int shard) throws IOException {
    ShardReader reader = readers.get(shard);
    if (reader == null) { // two threads may both open it; one footer is dropped
      Path path = new Path(listing.path(shard));
      reader =
          ShardReader.open(
              new ShardInput(
                  StoredFiles.fileSystem(path, configuration), path, listing.length(shard)));
      readers.set(shard, reader);
    }
    return reader;
  }
}
