package mclspark.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A fingerprint of some of a set's bytes: lengths and 64 blocks of files spaced over the set. It
 * tells a copy from another set whose files have the same names; what is between the blocks goes
 * unnoticed.
 */
public final class ContentSample {

  private static final int BLOCKS = 64;
  private static final int BLOCK_BYTES = 4096;

  private ContentSample() {}

  /**
   * Reads the blocks.
   *
   * @throws mclspark.UserError if the storage fails; a file that is gone counts as such
   */
  public static long of(PictureListing listing, Configuration hadoop) {
    List<String> files = files(listing);
    Fingerprint all = new Fingerprint();
    for (String file : files) {
      Path path = new Path(file);
      try {
        add(all, path, hadoop, BLOCKS / files.size());
      } catch (FileNotFoundException e) {
        all.add(-1L);
      } catch (IOException e) {
        throw StoredFiles.cannotRead(path + " cannot be read: " + e.getMessage(), e);
      }
    }
    return all.value();
  }

  /** At most {@link #BLOCKS} files, evenly spaced. */
  private static List<String> files(PictureListing listing) {
    long count = listing.ranges().count();
    List<String> files = new ArrayList<>();
    long[] index = {0};
    listing
        .ranges()
        .forEachOrdered(
            range -> {
              boolean next = index[0] * BLOCKS / count != (index[0] - 1) * BLOCKS / count;
              if (index[0]++ == 0 || count <= BLOCKS || next) {
                files.add(range.path());
              }
            });
    return files;
  }

  private static void add(Fingerprint all, Path path, Configuration hadoop, int blocks)
      throws IOException {
    FileSystem storage = StoredFiles.fileSystem(path, hadoop);
    long length = storage.getFileStatus(path).getLen();
    all.add(length);
    try (FSDataInputStream in = storage.open(path)) {
      for (int i = 0; i < blocks; i++) {
        byte[] block = new byte[(int) Math.min(BLOCK_BYTES, length)];
        long last = length - block.length;
        in.readFully(blocks == 1 ? 0 : last / (blocks - 1) * i, block);
        all.add(block);
      }
    }
  }
}
