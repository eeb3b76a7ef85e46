package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.dataset.ListingProgress;
import mclspark.dataset.PictureListing;
import mclspark.dataset.shards.SourcePicture;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All pictures of folders and tar files, before they are put into shards. Label ids are the places
 * of the class names in their order, as for a folder (spec 1.7).
 *
 * @param classNames names of the classes; the place in the list is the label id
 * @param pictures the pictures, in the order of the sources
 */
public record SourceList(List<String> classNames, List<SourcePicture> pictures) {

  private static final Logger LOG = LoggerFactory.getLogger(SourceList.class);

  /** Copies the lists. */
  public SourceList {
    classNames = List.copyOf(classNames);
    pictures = List.copyOf(pictures);
  }

  /**
   * Lists the pictures of all sources. No picture is opened.
   *
   * @param sources each a folder with a sub-folder per class, a folder of tar files, or a tar file
   *     of pictures or of such tar files; without class folders if labels come from elsewhere
   * @param problems takes a sentence for each source that cannot be used
   */
  public static SourceList of(
      List<String> sources,
      Labelling labelling,
      Configuration configuration,
      List<String> problems) {
    List<SourcePicture> found = new ArrayList<>();
    try (ListingProgress progress = ListingProgress.of(String.join(", ", sources))) {
      SourceFinder finder = new SourceFinder(labelling, configuration, progress);
      for (String source : sources) {
        try {
          found.addAll(finder.list(source));
        } catch (UserError e) {
          problems.add(e.getMessage());
        }
      }
      if (labelling.byFolder()) {
        checkNames(new FlatTars(finder.tars()), problems);
      }
    }
    List<SourcePicture> pictures = found;
    if (!labelling.file().isEmpty() && problems.isEmpty()) {
      try {
        pictures = LabelFile.read(labelling.file(), configuration).label(found);
      } catch (UserError e) {
        problems.add(e.getMessage());
      }
    }
    findTwins(pictures, problems);
    return withLabels(pictures);
  }

  private static void checkNames(FlatTars tars, List<String> problems) {
    List<String> found = tars.problems();
    problems.addAll(found);
    if (tars.classes() > 1 && found.isEmpty()) {
      LOG.info("{} tar files without folders are a class each, by their names", tars.classes());
    }
  }

  private static void findTwins(List<SourcePicture> pictures, List<String> problems) {
    Map<String, String> files = new HashMap<>();
    for (SourcePicture picture : pictures) {
      String first = files.putIfAbsent(picture.path(), picture.file());
      if (first != null) {
        problems.add(twice(picture, first));
        return;
      }
    }
  }

  private static String twice(SourcePicture picture, String first) {
    return first.equals(picture.file()) && picture.length() != SourcePicture.WHOLE
        ? "%s holds %s twice; pack it anew.".formatted(first, picture.path())
        : "%s is in the data twice, in %s and in %s; name each folder or tar file once, and give pictures of one class different names."
            .formatted(picture.path(), first, picture.file());
  }

  private static SourceList withLabels(List<SourcePicture> pictures) {
    List<String> names =
        pictures.stream()
            .map(SourcePicture::className)
            .distinct()
            .filter(name -> !name.equals(PictureListing.UNLABELLED))
            .sorted()
            .toList();
    Map<String, Integer> labels =
        new HashMap<>(Map.of(PictureListing.UNLABELLED, PictureListing.NO_LABEL));
    names.forEach(name -> labels.put(name, labels.size() - 1));
    return new SourceList(
        names, pictures.stream().map(p -> p.withLabel(labels.get(p.className()))).toList());
  }
}
