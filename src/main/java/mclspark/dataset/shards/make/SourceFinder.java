package mclspark.dataset.shards.make;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.FolderEntries;
import mclspark.dataset.ForeignData;
import mclspark.dataset.ImageFolderIndex;
import mclspark.dataset.ImageFolderLister;
import mclspark.dataset.LeftOut;
import mclspark.dataset.ListingProgress;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureNames;
import mclspark.dataset.shards.SourcePicture;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the pictures of folders and tar files and the classes that these give them. */
final class SourceFinder {

  private static final Logger LOG = LoggerFactory.getLogger(SourceFinder.class);

  private final Labelling labelling;
  private final Configuration configuration;
  private final ListingProgress progress;
  private final List<TarContents> tars = new ArrayList<>();

  SourceFinder(Labelling labelling, Configuration configuration, ListingProgress progress) {
    this.labelling = labelling;
    this.configuration = configuration;
    this.progress = progress;
  }

  /** The tar files found so far. */
  List<TarContents> tars() {
    return tars;
  }

  /**
   * The pictures of a source.
   *
   * @throws UserError if it cannot be used
   */
  List<SourcePicture> list(String source) {
    Path path = new Path(source);
    LeftOut leftOut = new LeftOut();
    try {
      FileSystem files = StoredFiles.fileSystem(path, configuration);
      if (!files.exists(path)) {
        throw new UserError("The data " + source + " do not exist; check the path.");
      }
      Path whole = StoredFiles.qualified(path, configuration);
      List<SourcePicture> pictures =
          files.getFileStatus(path).isDirectory()
              ? folder(files, whole, leftOut)
              : tar(files, whole, leftOut);
      if (!leftOut.text().isEmpty()) {
        LOG.info("Left out of {}: {}", source, leftOut.text());
      }
      return pictures;
    } catch (IOException e) {
      throw new UserError("The data " + source + " cannot be read: " + e.getMessage(), e);
    }
  }

  private List<SourcePicture> folder(FileSystem files, Path folder, LeftOut leftOut)
      throws IOException {
    LeftOut hidden = new LeftOut();
    List<FolderEntries.Entry> entries = new FolderEntries(files, progress).list(folder, hidden);
    List<String> names =
        entries.stream()
            .filter(e -> !e.isFolder())
            .map(FolderEntries.Entry::name)
            .sorted()
            .toList();
    List<String> inside = names.stream().filter(TarPictures::isTar).toList();
    if (inside.isEmpty()
        || names.size() < entries.size()) { // beside folders they are refused there
      return classFolders(folder.toString());
    }
    leftOut.add(hidden);
    for (String name : names) {
      if (ForeignData.isCompressed(name) || PictureNames.isPicture(name)) {
        throw new UserError(
            "%s holds tar files and %s; unpack or move what is no tar file."
                .formatted(folder, name));
      }
      if (!TarPictures.isTar(name)) {
        leftOut.other(name);
      }
    }
    List<SourcePicture> pictures = new ArrayList<>();
    for (String name : inside) {
      pictures.addAll(tar(files, FolderEntries.child(folder, name), leftOut));
    }
    return pictures;
  }

  private List<SourcePicture> tar(FileSystem files, Path path, LeftOut leftOut) throws IOException {
    if (!TarPictures.isTar(path.getName())) {
      throw new UserError(
          ForeignData.sentence(files, path)
              .orElse(
                  "The data "
                      + path
                      + " are neither a folder nor an uncompressed .tar file; unpack or rename the"
                      + " file."));
    }
    List<SourcePicture> pictures = new ArrayList<>();
    for (TarContents tar : TarPictures.list(files, path, leftOut, progress)) {
      tars.add(tar);
      pictures.addAll(labelling.byFolder() ? TarClasses.of(tar, leftOut) : unlabelled(tar));
    }
    return pictures;
  }

  private static List<SourcePicture> unlabelled(TarContents tar) {
    String place = PictureListing.UNLABELLED + "/" + tar.name() + "/";
    return tar.pictures().stream()
        .map(
            member ->
                new SourcePicture(
                    tar.file(),
                    member.offset(),
                    member.length(),
                    0,
                    PictureListing.UNLABELLED,
                    place + String.join("/", member.path())))
        .toList();
  }

  private List<SourcePicture> classFolders(String folder) {
    ImageFolderIndex index = ImageFolderLister.listUnlabelled(folder, configuration);
    boolean named = labelling.byFolder() && index.isFlat();
    if (named && !allNamed(index)) {
      ImageFolderLister.list(folder, configuration); // which says what is wrong
    }
    List<SourcePicture> pictures = new ArrayList<>(index.size());
    for (int i = 0; i < index.size(); i++) {
      pictures.add(picture(index, i, named));
    }
    return pictures;
  }

  private static boolean allNamed(ImageFolderIndex index) {
    for (int i = 0; i < index.size(); i++) {
      if (TarClasses.namedClass(index.relativePath(i)) == null) {
        return false;
      }
    }
    return true;
  }

  private SourcePicture picture(ImageFolderIndex index, int i, boolean named) {
    String path = index.relativePath(i);
    String className =
        named
            ? TarClasses.namedClass(path)
            : labelling.byFolder()
                ? index.classNames().get(index.label(i))
                : PictureListing.UNLABELLED;
    boolean whole = labelling.byFolder() && !named; // then the path begins with the class
    return new SourcePicture(
        index.path(i), 0, SourcePicture.WHOLE, 0, className, whole ? path : className + "/" + path);
  }
}
