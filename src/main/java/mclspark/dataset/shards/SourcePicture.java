package mclspark.dataset.shards;

import java.io.Serializable;

/**
 * Where a picture lies before it is put into a shard.
 *
 * @param file the picture file, or the tar file that holds it
 * @param offset its first byte
 * @param length its bytes, or {@link #WHOLE}
 * @param label the label id of its class
 * @param className its class
 * @param path class, slash, name: how shards and lists call it
 */
public record SourcePicture(
    String file, long offset, long length, int label, String className, String path)
    implements Serializable {

  /** The length of a picture that is a file of its own. */
  public static final long WHOLE = -1;

  /** The same picture as one of a class, under another path. */
  public SourcePicture ofClass(String className, String path) {
    return new SourcePicture(file, offset, length, label, className, path);
  }

  /** The same picture with the label id of its class. */
  public SourcePicture withLabel(int label) {
    return new SourcePicture(file, offset, length, label, className, path);
  }
}
