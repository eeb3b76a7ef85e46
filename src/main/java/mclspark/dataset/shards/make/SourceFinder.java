package mclspark.dataset.shards.make;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.dataset.FolderEntries;
import mclspark.dataset.ForeignData;
import mclspark.dataset.LeftOut;
import mclspark.dataset.ListingProgress;
import mclspark.dataset.PictureNames;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the pictures of folders, with their classes, and what tar files hold. */
final class SourceFinder {

  private final Labelling labelling;
  private final Configuration configuration;
  private final ListingProgress progress;
  private final Map<Path, SampleCounts> counts = new HashMap<>();

  SourceFinder(Labelling labelling, Configuration configuration, ListingProgress progress) {
    this.labelling = labelling;
    this.configuration = configuration;
    this.progress = progress;
  }

  /**
   * Lists a source: a folder, a tar file, or a pattern of such.
   *
   * @throws UserError if it cannot be used
   */
  List<FoundSource> find(String source) {
    Path path = new Path(source);
    try {
      if (!BracePattern.is(source) || StoredFiles.fileSystem(path, configuration).exists(path)) {
        return List.of(find(path, source));
      }
      List<FoundSource> found = new ArrayList<>();
      for (String one : BracePattern.expand(source)) {
        found.add(find(new Path(one), one + " (of the pattern " + source + ")"));
      }
      return found;
    } catch (IOException e) {
      throw new UserError("The data " + source + " cannot be read: " + e.getMessage(), e);
    }
  }

  private FoundSource find(Path path, String source) throws IOException {
    FileSystem files = StoredFiles.fileSystem(path, configuration);
    if (!files.exists(path)) {
      throw new UserError("The data " + source + " do not exist; check the path.");
    }
    Path whole = StoredFiles.qualified(path, configuration);
    if (files.getFileStatus(path).isDirectory()) {
      return folder(files, whole, source);
    }
    LeftOut leftOut = new LeftOut();
    List<TarContents> tars = tar(files, whole, leftOut);
    counts(files, whole.getParent()).check(outer(tars));
    return new FoundSource(source, List.of(), false, tars, leftOut);
  }

  private SampleCounts counts(FileSystem files, Path folder) throws IOException {
    SampleCounts known = counts.get(folder);
    if (known == null) {
      known = new SampleCounts(files, folder);
      counts.put(folder, known);
    }
    return known;
  }

  private static List<TarContents> outer(List<TarContents> tars) {
    return tars.stream().filter(tar -> !tar.isInner()).toList();
  }

  private FoundSource folder(FileSystem files, Path folder, String source) throws IOException {
    LeftOut leftOut = new LeftOut();
    List<FolderEntries.Entry> entries = new FolderEntries(files, progress).list(folder, leftOut);
    List<String> names =
        entries.stream()
            .filter(e -> !e.isFolder())
            .map(FolderEntries.Entry::name)
            .sorted()
            .toList();
    boolean tars = names.stream().anyMatch(TarPictures::isTar);
    return tars && names.size() == entries.size() // beside folders they are refused there
        ? tars(
            files,
            folder,
            names,
            new FoundSource(source, List.of(), false, new ArrayList<>(), leftOut))
        : new FolderPictures(labelling, configuration).list(files, folder, names, source);
  }

  private FoundSource tars(FileSystem files, Path folder, List<String> names, FoundSource found)
      throws IOException {
    for (String name : names) {
      if (ForeignData.isCompressed(name) || PictureNames.isPicture(name)) {
        throw new UserError(
            "%s holds tar files and %s; unpack or move what is no tar file."
                .formatted(folder, name));
      }
      if (!TarPictures.isTar(name)) {
        found.leftOut().other(name);
      }
    }
    for (String name : names.stream().filter(TarPictures::isTar).toList()) {
      found.tars().addAll(tar(files, FolderEntries.child(folder, name), found.leftOut()));
    }
    counts(files, folder).checkAll(outer(found.tars()));
    return found;
  }

  private List<TarContents> tar(FileSystem files, Path path, LeftOut leftOut) throws IOException {
    if (!TarPictures.isTar(path.getName())) {
      throw new UserError(
          ForeignData.sentence(files, path)
              .orElse(
                  "The data "
                      + path
                      + " are neither a folder nor an uncompressed .tar file; unpack or rename the"
                      + " file."));
    }
    return TarPictures.list(files, path, labelling, leftOut, progress);
  }
}
