package mclspark.dataset.shards.make;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.dataset.ImageFolderIndex;
import mclspark.dataset.ImageFolderLister;
import mclspark.dataset.PictureListing;
import mclspark.dataset.shards.SourcePicture;
import mclspark.dataset.shards.labels.MetadataFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pictures of a folder with their classes. */
final class FolderPictures {

  private static final Logger LOG = LoggerFactory.getLogger(FolderPictures.class);

  private final Labelling labelling;
  private final Configuration configuration;

  FolderPictures(Labelling labelling, Configuration configuration) {
    this.labelling = labelling;
    this.configuration = configuration;
  }

  /**
   * Lists a folder.
   *
   * @param names of the files in it
   * @throws UserError if it cannot be used
   */
  FoundSource list(FileSystem files, Path folder, List<String> names, String source)
      throws IOException {
    return switch (labelling.rule()) {
      case NONE, FILE -> FoundSource.ofFolder(source, unlabelled(folder), false);
      case CLS, JSON ->
          throw new UserError(
              "%s holds no tar files, but --labels %s is for those of WebDataset; name folder, none or a file."
                  .formatted(folder, labelling.rule().word()));
      case FOLDER -> FoundSource.ofFolder(source, classFolders(folder), true);
      case AUTO, COLUMN -> byMetadata(files, folder, names, source);
    };
  }

  /** Or by folders, if nothing else is asked for. */
  private FoundSource byMetadata(FileSystem files, Path folder, List<String> names, String source)
      throws IOException {
    Optional<MetadataFile> metadata = MetadataFile.find(files, folder, names, labelling.column());
    boolean asked = labelling.rule() == LabelRule.COLUMN;
    if (asked && metadata.isEmpty()) {
      throw new UserError(
          "%s holds neither metadata.csv nor metadata.jsonl, which --labels column asks for; name folder, none or a file."
              .formatted(folder));
    }
    if (asked && !metadata.get().hasLabels()) {
      throw new UserError(
          "%s: %s; name another column, or folder, none or a file by --labels."
              .formatted(folder, metadata.get().lacks()));
    }
    if (metadata.isPresent() && metadata.get().hasLabels()) {
      LOG.info(
          "Labels of {} are taken as by --labels column: there is {}",
          folder,
          metadata.get().describe());
      return FoundSource.ofFolder(source, labelled(folder, metadata.get()), false);
    }
    String why = metadata.map(MetadataFile::lacks).orElse("there is no metadata.csv or .jsonl");
    LOG.info("Labels of {} are taken as by --labels folder: {}", folder, why);
    return FoundSource.ofFolder(source, classFolders(folder), true);
  }

  private List<SourcePicture> labelled(Path folder, MetadataFile metadata) {
    ImageFolderIndex index = ImageFolderLister.listAll(folder.toString(), configuration);
    List<SourcePicture> pictures = new ArrayList<>(index.size());
    for (int i = 0; i < index.size(); i++) {
      pictures.add(picture(index, i, metadata.take(index.relativePath(i))));
    }
    metadata.refuseUnused();
    return pictures;
  }

  private List<SourcePicture> unlabelled(Path folder) {
    ImageFolderIndex index = ImageFolderLister.listAll(folder.toString(), configuration);
    List<SourcePicture> pictures = new ArrayList<>(index.size());
    for (int i = 0; i < index.size(); i++) {
      pictures.add(picture(index, i, PictureListing.UNLABELLED));
    }
    return pictures;
  }

  private List<SourcePicture> classFolders(Path folder) {
    ImageFolderIndex index = ImageFolderLister.listUnlabelled(folder.toString(), configuration);
    if (index.isFlat()) {
      return named(index);
    }
    labelling.refusePartitions(folder, index.classNames());
    List<SourcePicture> pictures = new ArrayList<>(index.size());
    for (int i = 0; i < index.size(); i++) {
      pictures.add(
          new SourcePicture(
              index.path(i),
              0,
              SourcePicture.WHOLE,
              0,
              index.classNames().get(index.label(i)),
              index.relativePath(i)));
    }
    return pictures;
  }

  /** Without folders the names must tell the classes. */
  private List<SourcePicture> named(ImageFolderIndex index) {
    List<SourcePicture> pictures = new ArrayList<>(index.size());
    for (int i = 0; i < index.size(); i++) {
      String className = TarClasses.namedClass(index.relativePath(i));
      if (className == null) {
        ImageFolderLister.list(index.root(), configuration); // which says what is wrong
        throw new UserError(index.root() + " has changed while it was listed; prepare again.");
      }
      pictures.add(picture(index, i, className));
    }
    LOG.info("Labels of {} are taken from the ends of the pictures' names", index.root());
    return pictures;
  }

  private static SourcePicture picture(ImageFolderIndex index, int i, String className) {
    return new SourcePicture(
        index.path(i),
        0,
        SourcePicture.WHOLE,
        0,
        className,
        className + "/" + index.relativePath(i));
  }
}
