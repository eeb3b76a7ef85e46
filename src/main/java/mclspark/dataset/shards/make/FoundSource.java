package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.List;
import mclspark.dataset.LeftOut;
import mclspark.dataset.shards.SourcePicture;

/**
 * What a source holds.
 *
 * @param source as it was named
 * @param pictures those of a folder, with their classes
 * @param named whether these classes are names of folders, and no values
 * @param tars its tar files, whose classes are told later, by all tar files
 * @param leftOut what is no picture
 */
record FoundSource(
    String source,
    List<SourcePicture> pictures,
    boolean named,
    List<TarContents> tars,
    LeftOut leftOut) {

  static FoundSource ofFolder(String source, List<SourcePicture> pictures, boolean named) {
    return new FoundSource(source, pictures, named, List.of(), new LeftOut());
  }

  /** All pictures with their classes. */
  List<SourcePicture> pictures(TarLabels labels) {
    List<SourcePicture> all = new ArrayList<>(pictures);
    tars.forEach(tar -> all.addAll(labels.pictures(tar, leftOut)));
    return all;
  }

  /** Whether classes are names of folders or tar files, and no values. */
  boolean isNamed(TarLabels labels) {
    return named || (!tars.isEmpty() && labels.byFolder());
  }
}
