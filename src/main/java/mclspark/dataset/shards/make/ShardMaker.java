package mclspark.dataset.shards.make;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.BadPicture;
import mclspark.dataset.shards.KeptColumn;
import mclspark.dataset.shards.Recoding;
import mclspark.dataset.shards.ShardFolder;
import mclspark.dataset.shards.ShardPicture;
import mclspark.dataset.shards.ShardRow;
import mclspark.dataset.shards.ShardWork;
import mclspark.dataset.shards.SourcePicture;
import mclspark.dataset.shards.WrittenShard;
import mclspark.image.BrokenPictureException;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;
import mclspark.image.RgbImage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * Makes one shard: reads, decodes (once) and perhaps re-encodes its pictures and writes the file.
 * One thread's own.
 */
public final class ShardMaker implements AutoCloseable {

  private final ShardFolder folder;
  private final Recoding recoding;
  private final int rowGroupRows;
  private final int rejectLimit;
  private final Configuration configuration;
  private final SourceReader reader;
  private final ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO);
  private final PictureShrinker shrinker;

  /**
   * Opens decoder and encoder.
   *
   * @param rejectLimit pictures that may be left out before a shard is given up
   */
  public ShardMaker(
      ShardFolder folder,
      Recoding recoding,
      int rowGroupRows,
      int rejectLimit,
      Configuration configuration) {
    this.folder = folder;
    this.recoding = recoding;
    this.rowGroupRows = rowGroupRows;
    this.rejectLimit = rejectLimit;
    this.configuration = configuration;
    reader = new SourceReader(configuration);
    shrinker =
        recoding.changes()
            ? new PictureShrinker(recoding.shorterSide(), recoding.quality(), DecoderChoice.AUTO)
            : null;
  }

  /**
   * Makes a shard of files. A shard without a good picture gets no file.
   *
   * @throws UserError if a source cannot be read or the shard cannot be written; another try may
   *     meet a storage that answers again
   */
  public WrittenShard make(ShardWork work) {
    Iterator<ShardPicture> pictures =
        work.pictures().stream()
            .map(
                p ->
                    new ShardPicture(
                        p.label(), p.className(), p.path(), List.of(), () -> source(p)))
            .iterator();
    return make(work.shard(), work.firstIndex(), List.of(), pictures);
  }

  /**
   * Makes a shard. A shard without a good picture gets no file.
   *
   * @param shard its number
   * @param firstIndex place of its first picture in the order of all
   * @param kept the user's columns, of which each picture brings a value
   * @param pictures its pictures, in their order
   * @throws UserError if a source cannot be read or the shard cannot be written
   */
  public WrittenShard make(
      int shard, long firstIndex, List<KeptColumn> kept, Iterator<ShardPicture> pictures) {
    List<BadPicture> rejects = new ArrayList<>();
    Path file = folder.shard(shard);
    try (ShardWriter writer = new ShardWriter(file, rowGroupRows, kept, configuration)) {
      int rows = 0;
      for (long i = firstIndex; pictures.hasNext() && rejects.size() <= rejectLimit; i++) {
        rows += add(pictures.next(), i, writer, rejects) ? 1 : 0;
      }
      boolean good = rows > 0 && rejects.size() <= rejectLimit;
      long bytes = good ? writer.commit() : 0;
      return new WrittenShard(shard, good ? rows : 0, bytes, rejects);
    } catch (IOException | FSError e) {
      throw new UserError("The shard " + file + " cannot be written: " + e.getMessage() + ".", e);
    }
  }

  private boolean add(
      ShardPicture picture, long index, ShardWriter writer, List<BadPicture> rejects)
      throws IOException {
    try {
      writer.write(row(picture, index));
      return true;
    } catch (BrokenPictureException e) {
      rejects.add(new BadPicture(Math.toIntExact(index), picture.path(), e.getMessage()));
      return false;
    }
  }

  private ShardRow row(ShardPicture picture, long index)
      throws BrokenPictureException, IOException {
    byte[] bytes = picture.file().read();
    RgbImage image = decoder.decode(bytes);
    if (recoding.changes() && shrinker.shrinks(image)) {
      image = shrinker.resize(image);
      bytes = shrinker.encode(image);
    }
    return new ShardRow(index, picture, image.width(), image.height(), bytes, ShardRow.crc(bytes));
  }

  private byte[] source(SourcePicture picture) throws BrokenPictureException {
    try {
      return reader.read(picture);
    } catch (IOException | FSError e) {
      throw new UserError(
          "The source " + picture.file() + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  @Override
  public void close() throws IOException {
    try (reader;
        decoder) {
      if (shrinker != null) {
        shrinker.close();
      }
    }
  }
}
