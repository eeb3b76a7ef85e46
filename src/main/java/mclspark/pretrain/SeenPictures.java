package mclspark.pretrain;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.image.BrokenPictureException;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.sampling.SubsetListing;
import mclspark.storage.CommittedFile;
import mclspark.storage.Sha256;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which pictures a run has seen: 64 bits of the SHA-256 of each one's path below {@code
 * data.train}, in the file {@code pictures.bin} of the run's folder. A run that goes on from its
 * networks tells new pictures by it.
 *
 * @param hashes ascending
 */
public record SeenPictures(long[] hashes) {

  /** The file's name in the folder of a run. */
  static final String FILE_NAME = "pictures.bin";

  private static final Logger LOG = LoggerFactory.getLogger(SeenPictures.class);
  private static final byte[] MAGIC = "mclseen1".getBytes(StandardCharsets.US_ASCII);

  /** Sorts the hashes. */
  public SeenPictures {
    hashes = hashes.clone();
    Arrays.sort(hashes);
  }

  /**
   * The pictures of a folder.
   *
   * @param root what their paths begin with
   */
  public static SeenPictures of(PictureListing listing, String root, Configuration hadoop) {
    return new SeenPictures(hashes(listing, root, hadoop));
  }

  /** In the order of the listing. */
  private static long[] hashes(PictureListing listing, String root, Configuration hadoop) {
    PictureSource source =
        listing.open(
            hadoop,
            file -> {
              throw new BrokenPictureException("only names are read here");
            });
    String prefix = prefix(root, hadoop);
    return IntStream.range(0, source.size())
        .mapToObj(source::name)
        .mapToLong(name -> hash(name.startsWith(prefix) ? name.substring(prefix.length()) : name))
        .toArray();
  }

  private static String prefix(String root, Configuration hadoop) {
    try {
      return StoredFiles.qualified(new Path(root), hadoop) + "/";
    } catch (IOException e) {
      throw StorageErrors.cannotRead(new Path(root), e);
    }
  }

  private static long hash(String name) {
    MessageDigest digest = Sha256.start();
    return ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  /**
   * What a run is shown that goes on from the networks of another one.
   *
   * @param all the pictures of the folder
   * @param chosen indices in it, ascending: all new ones, and some of the others
   * @param fresh how many are new
   */
  public record Replay(PictureListing all, int[] chosen, int fresh) {

    /**
     * The chosen pictures.
     *
     * @throws UserError if there are none
     */
    public PictureListing pictures() {
      if (chosen.length == 0) {
        throw new UserError(
            "None of the %,d pictures is new, and data.replay_fraction takes none of the others; choose a larger one."
                .formatted(all.size()));
      }
      return new SubsetListing(all, chosen);
    }
  }

  /**
   * Chooses all pictures that are new and a share of the others.
   *
   * @param share of the pictures seen before, 0 to 1
   */
  public Replay replay(
      PictureListing all, String root, double share, long seed, Configuration hadoop) {
    long[] names = hashes(all, root, hadoop);
    int[] old = IntStream.range(0, names.length).filter(i -> has(names[i])).toArray();
    int wanted = (int) Math.round(share * old.length);
    int[] drawn =
        CounterRandom.of(seed, 0, 0, Purpose.REPLAYED_PICTURES).distinct(old.length, wanted);
    int[] fresh = IntStream.range(0, names.length).filter(i -> !has(names[i])).toArray();
    int[] chosen =
        IntStream.concat(Arrays.stream(drawn).map(place -> old[place]), Arrays.stream(fresh))
            .sorted()
            .toArray();
    LOG.info("{} new pictures, and {} of {} seen before", fresh.length, wanted, old.length);
    return new Replay(all, chosen, fresh.length);
  }

  private boolean has(long hash) {
    return Arrays.binarySearch(hashes, hash) >= 0;
  }

  /**
   * Writes the file into a run's folder.
   *
   * @throws UserError if that is not possible
   */
  public void write(String output, Configuration hadoop) {
    Path place = new Path(output, FILE_NAME);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.addExact(MAGIC.length, Math.multiplyExact(8, hashes.length)));
    bytes.put(MAGIC).asLongBuffer().put(hashes);
    CommittedFile.write(place, hadoop, out -> out.write(bytes.array()));
  }

  /**
   * Reads the file of the run that wrote a checkpoint.
   *
   * @throws UserError if there is none
   */
  public static SeenPictures of(String checkpoint, Configuration hadoop) {
    Path place = new Path(new Path(checkpoint).getParent().getParent(), FILE_NAME);
    try {
      byte[] bytes = StoredFiles.readBytes(StoredFiles.fileSystem(place, hadoop), place);
      if (bytes.length % 8 != 0
          || !Arrays.equals(MAGIC, 0, 8, bytes, 0, Math.min(8, bytes.length))) {
        throw new UserError(place + " is damaged; restore it, or set data.replay_fraction=1.");
      }
      long[] hashes = new long[bytes.length / 8 - 1];
      ByteBuffer.wrap(bytes, 8, bytes.length - 8).asLongBuffer().get(hashes);
      return new SeenPictures(hashes);
    } catch (FileNotFoundException e) {
      throw new UserError(
          "%s does not exist, so nobody can tell which pictures are new; set data.replay_fraction=1."
              .formatted(place),
          e);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(place, e);
    }
  }
}
