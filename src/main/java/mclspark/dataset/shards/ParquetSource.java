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

/**
 * The pictures of Parquet files: a picture's whole row group is read and kept for its neighbours.
 */
final class ParquetSource implements PictureSource {

  private final ParquetListing listing;
  private final Configuration configuration;
  private final PictureDecoder decoder;
  private final PictureLayout layout;
  private final AtomicReferenceArray<ShardReader> readers; // [files], opened when needed
  private final RowGroupCache cache;

  ParquetSource(ParquetListing listing, Configuration configuration, PictureDecoder decoder) {
    this.listing = listing;
    this.configuration = configuration;
    this.decoder = decoder;
    layout = listing.layout();
    readers = new AtomicReferenceArray<>(listing.files());
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
    int group = listing.groupOf(index);
    int file = listing.fileOf(group);
    int first = listing.start(group - listing.inFile(group));
    return listing.path(file) + "#" + (index - first);
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
    int group = listing.groupOf(index);
    return decoder.decode(cache.get(group).file(index - listing.start(group)));
  }

  private RowGroup read(int group) throws IOException, BrokenPictureException {
    int file = listing.fileOf(group);
    try {
      return reader(file).group(listing.inFile(group));
    } catch (FileNotFoundException e) {
      Path folder = new Path(listing.path(file)).getParent();
      if (!StoredFiles.fileSystem(folder, configuration).exists(folder)) {
        throw StoredFiles.unseen(folder, e);
      }
      throw new BrokenPictureException("the file is gone or may not be read", e);
    } catch (EOFException | RuntimeException e) { // Parquet meets damage with all kinds
      throw new BrokenPictureException(
          "row group " + listing.inFile(group) + " is damaged: " + e.getMessage(), e);
    }
  }

  private ShardReader reader(int file) throws IOException {
    ShardReader reader = readers.get(file);
    if (reader == null) { // two threads may both open it; one footer is dropped
      Path path = new Path(listing.path(file));
      ShardInput input =
          new ShardInput(StoredFiles.fileSystem(path, configuration), path, listing.length(file));
      reader = ShardReader.open(input, listing.columns());
      readers.set(file, reader);
    }
    return reader;
  }
}
