package mclspark.dataset;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * A set of labelled pictures as the driver sees it: names and counts, no pixels. Made once by a
 * listing, shipped to the workers by Java serialization, opened there.
 */
public interface PictureListing extends Serializable {

  /** The class of pictures without labels. */
  String UNLABELLED = "unlabelled";

  /** The label id of a picture that has none. */
  int NO_LABEL = -1;

  /** Number of pictures. */
  int size();

  /** Names of the classes; the place in the list is the label id. Empty without labels. */
  List<String> classNames();

  /** Whether the pictures have labels, or at least some of them. */
  default boolean labelled() {
    return !classNames().isEmpty() && !classNames().equals(List.of(UNLABELLED));
  }

  /** Pictures without a label. */
  default int unlabelled() {
    return labelled() ? 0 : size();
  }

  /** The same, with whether they are names. */
  default ClassNames classes() {
    return new ClassNames(classNames(), true);
  }

  /**
   * A number that differs where the pictures or their order do, as far as that is known without
   * reading a picture; the same wherever a copy of the set lies. A run goes on only where it is
   * what it was.
   */
  default long fingerprint() {
    return size();
  }

  /** Every file in the order of its pictures; lazy, so that a million files need no list. */
  Stream<PictureRange> ranges();

  /**
   * Makes the pictures readable on this machine.
   *
   * @param decoder for files that need one; CIFAR records do not
   * @throws mclspark.UserError if a file that was listed is gone or has changed
   */
  PictureSource open(Configuration configuration, PictureDecoder decoder);
}
