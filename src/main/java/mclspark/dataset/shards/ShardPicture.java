package mclspark.dataset.shards;

import java.io.IOException;
import java.util.List;
import mclspark.image.BrokenPictureException;

/**
 * A picture on its way into a shard.
 *
 * @param label label id of its class, or {@link mclspark.dataset.PictureListing#NO_LABEL}
 * @param className its class; not used without a label
 * @param path its name: class, slash, name for files; what names it in a table
 * @param kept values of the user's columns that are kept, each may be null
 * @param file reads its bytes
 */
public record ShardPicture(
    int label, String className, String path, List<Object> kept, PictureFile file) {

  /** The bytes of a picture. */
  public interface PictureFile {

    /**
     * Reads them.
     *
     * @throws BrokenPictureException if this picture cannot be read; others may be well
     * @throws IOException if the storage fails
     */
    byte[] read() throws BrokenPictureException, IOException;
  }
}
