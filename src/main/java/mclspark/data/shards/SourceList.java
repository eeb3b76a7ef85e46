package mclspark.data.shards;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mclspark.UserError;
import mclspark.data.ImageFolderIndex;
import mclspark.data.ImageFolderLister;
import mclspark.data.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * All pictures of folders and tar files, before they are put into shards. Label ids are the places
 * of the class names in their order, as for a folder (spec 1.7).
 *
 * @param classNames names of the classes; the place in the list is the label id
 * @param pictures the pictures, in the order of the sources
 */
public record SourceList(List<String> classNames, List<SourcePicture> pictures) {

  private static final String TAR = ".tar";

  /** Copies the lists. */
  public SourceList {
    classNames = List.copyOf(classNames);
    pictures = List.copyOf(pictures);
  }

  /**
   * Lists the pictures of all sources. No picture is opened.
   *
   * @param sources each a folder with a sub-folder per class, a folder of tar files, or a tar file
   *     of pictures or of such tar files
   * @param problems takes a sentence for each source that cannot be used
   */
  public static SourceList of(
      List<String> sources, Configuration configuration, List<String> problems) {
    List<SourcePicture> found = new ArrayList<>();
    List<TarPictures> tars = new ArrayList<>();
    for (String source : sources) {
      try {
        found.addAll(list(source, configuration, tars));
      } catch (UserError e) {
        problems.add(e.getMessage());
      }
    }
    refuseOneFlatTar(tars, problems);
    findTwins(found, problems);
    return withLabels(found);
  }

  private static List<SourcePicture> list(
      String source, Configuration configuration, List<TarPictures> tars) {
    Path path = new Path(source);
    try {
      FileSystem files = StoredFiles.fileSystem(path, configuration);
      if (!files.exists(path)) {
        throw new UserError("The data " + source + " do not exist; check the path.");
      }
      if (!files.getFileStatus(path).isDirectory()) {
        return tar(files, StoredFiles.qualified(path, configuration), tars);
      }
      List<SourcePicture> inTars = tarsOf(files, path, tars);
      return inTars.isEmpty() ? folder(source, configuration) : inTars;
    } catch (IOException e) {
      throw new UserError("The data " + source + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<SourcePicture> tar(FileSystem files, Path path, List<TarPictures> tars) {
    if (!path.getName().endsWith(TAR)) {
      throw new UserError(
          "The data "
              + path
              + " are neither a folder nor an uncompressed .tar file; unpack or rename the file.");
    }
    TarPictures tar = TarPictures.list(files, path);
    if (tar.pictures().isEmpty()) {
      throw new UserError("The tar file " + path + " holds no picture; name another.");
    }
    tars.add(tar);
    return tar.pictures();
  }

  private static List<SourcePicture> tarsOf(FileSystem files, Path folder, List<TarPictures> tars)
      throws IOException {
    List<Path> paths =
        Arrays.stream(files.listStatus(folder))
            .filter(FileStatus::isFile)
            .map(FileStatus::getPath)
            .filter(path -> path.getName().endsWith(TAR))
            .sorted()
            .toList();
    List<SourcePicture> pictures = new ArrayList<>();
    for (Path path : paths) {
      pictures.addAll(tar(files, path, tars));
    }
    return pictures;
  }

  private static List<SourcePicture> folder(String folder, Configuration configuration) {
    ImageFolderIndex index = ImageFolderLister.list(folder, configuration);
    List<SourcePicture> pictures = new ArrayList<>(index.size());
    for (int i = 0; i < index.size(); i++) {
      int label = index.label(i);
      pictures.add(
          new SourcePicture(
              index.path(i),
              0,
              SourcePicture.WHOLE,
              label,
              index.classNames().get(label),
              index.relativePath(i)));
    }
    return pictures;
  }

  /** Several are a class each; one, as ImageNet's validation set comes, is of no class at all. */
  private static void refuseOneFlatTar(List<TarPictures> tars, List<String> problems) {
    List<TarPictures> flat = tars.stream().filter(TarPictures::isFlat).toList();
    if (flat.size() == 1) {
      problems.add(
          "The tar file "
              + flat.get(0).file()
              + " holds pictures without class folders, which would all be of one class; unpack it"
              + " into class folders and name their folder (see src/docs/shards.md).");
    }
  }

  private static void findTwins(List<SourcePicture> pictures, List<String> problems) {
    Set<String> paths = new HashSet<>();
    pictures.stream()
        .filter(picture -> !paths.add(picture.path()))
        .findFirst()
        .ifPresent(
            twin ->
                problems.add(
                    twin.path()
                        + " is in the data twice, the second time in "
                        + twin.file()
                        + "; name each folder or tar file once."));
  }

  private static SourceList withLabels(List<SourcePicture> pictures) {
    List<String> names =
        pictures.stream().map(SourcePicture::className).distinct().sorted().toList();
    Map<String, Integer> labels = new HashMap<>();
    names.forEach(name -> labels.put(name, labels.size()));
    return new SourceList(
        names, pictures.stream().map(p -> p.withLabel(labels.get(p.className()))).toList());
  }
}
