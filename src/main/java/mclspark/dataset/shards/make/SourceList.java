package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.dataset.ListingProgress;
import mclspark.dataset.PictureListing;
import mclspark.dataset.shards.LabelOrder;
import mclspark.dataset.shards.SourcePicture;
import mclspark.dataset.shards.labels.LabelFile;
import mclspark.dataset.shards.labels.NameFile;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All pictures of folders and tar files, before they are put into shards. Label ids are the places
 * of the class names in their order: that of texts for names of folders (spec 1.7), of numbers for
 * numbers, or that of a file of names.
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
   * @param sources each a folder with a sub-folder per class, a folder of tar files, a tar file of
   *     pictures or of such tar files, or a pattern of such names; without class folders if labels
   *     come from elsewhere
   * @param problems takes a sentence for each source that cannot be used
   */
  public static SourceList of(
      List<String> sources,
      Labelling labelling,
      Configuration configuration,
      List<String> problems) {
    List<FoundSource> found = new ArrayList<>();
    try (ListingProgress progress = ListingProgress.of(String.join(", ", sources))) {
      SourceFinder finder = new SourceFinder(labelling, configuration, progress);
      sources.forEach(source -> attempt(() -> found.addAll(finder.find(source)), problems));
    }
    TarLabels tars =
        new TarLabels(labelling, found.stream().flatMap(f -> f.tars().stream()).toList());
    problems.addAll(tars.problems());
    List<SourcePicture> pictures = new ArrayList<>();
    found.forEach(source -> attempt(() -> pictures.addAll(source.pictures(tars)), problems));
    found.forEach(SourceList::tellLeftOut);
    boolean named = found.stream().anyMatch(source -> source.isNamed(tars));
    return labelled(pictures, named, labelling, configuration, problems);
  }

  private static void tellLeftOut(FoundSource source) {
    if (!source.leftOut().text().isEmpty()) {
      LOG.info("Left out of {}: {}", source.source(), source.leftOut().text());
    }
  }

  private static SourceList labelled(
      List<SourcePicture> listed,
      boolean named,
      Labelling labelling,
      Configuration configuration,
      List<String> problems) {
    List<SourcePicture> pictures = listed;
    List<String> names = List.of();
    boolean renamed = false;
    try {
      if (!labelling.file().isEmpty() && problems.isEmpty()) {
        LabelFile file = LabelFile.read(labelling.file(), labelling.names(), configuration);
        pictures = file.label(pictures);
        renamed = file.isNamed();
      }
      if (!labelling.names().isEmpty() && !renamed) {
        NameFile file = NameFile.read(labelling.names(), configuration);
        pictures = file.rename(pictures);
        names = file.names();
      }
    } catch (UserError e) {
      problems.add(e.getMessage());
    }
    findTwins(pictures, problems);
    return problems.isEmpty()
        ? withLabels(pictures, names.isEmpty() ? found(pictures, named) : names)
        : new SourceList(List.of(), List.of());
  }

  private static void attempt(Runnable work, List<String> problems) {
    try {
      work.run();
    } catch (UserError e) {
      problems.add(e.getMessage());
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

  /**
   * Names of folders are in the order of texts, as for a folder; numbers in their own. What has no
   * label has no class.
   */
  private static List<String> found(List<SourcePicture> pictures, boolean named) {
    List<String> names =
        pictures.stream()
            .map(SourcePicture::className)
            .distinct()
            .filter(name -> !name.equals(PictureListing.UNLABELLED))
            .toList();
    return named ? names.stream().sorted().toList() : LabelOrder.sorted(names);
  }

  private static SourceList withLabels(List<SourcePicture> pictures, List<String> names) {
    Map<String, Integer> labels = new HashMap<>();
    names.forEach(name -> labels.put(name, labels.size()));
    labels.put(PictureListing.UNLABELLED, PictureListing.NO_LABEL);
    return new SourceList(
        names, pictures.stream().map(p -> p.withLabel(labels.get(p.className()))).toList());
  }
}
