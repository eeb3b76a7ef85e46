package mclspark.dataset;

import java.io.IOException;
import java.util.List;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;

/** A set of labelled pictures that can be read. Safe for several threads. */
public interface PictureSource {

  /** Number of pictures. */
  int size();

  /** Label id of a picture, from 0; {@link PictureListing#NO_LABEL} if it has none. */
  int label(int index);

  /** The picture's path, or its file and record; for messages and lists. */
  String name(int index);

  /** Names of the classes; the place in the list is the label id. */
  List<String> classNames();

  /** How the pictures lie together, which decides the order of an epoch. */
  default PictureLayout layout() {
    return PictureLayout.SINGLE;
  }

  /**
   * Reads and decodes a picture; its memory may be used again once the caller has given it back.
   *
   * @throws BrokenPictureException if this picture is missing, unreadable or no picture; others may
   *     be well
   * @throws IOException if the storage fails
   */
  RgbImage load(int index) throws BrokenPictureException, IOException;
}
