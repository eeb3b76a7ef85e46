package mclspark.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds out what kind of data set a path is: CIFAR binary files, or a folder of class folders. */
public final class PictureData {

  private PictureData() {}

  /**
   * Lists one part of the data set below a folder. CIFAR files are known by their official names.
   * Otherwise the part is the sub-folder {@code train}, or {@code val} or {@code test}; a folder
   * without {@code train} is itself the training part.
   *
   * @throws UserError if the path is missing, unreadable or has no such part
   */
  public static PictureListing list(String folder, Split split, Configuration configuration) {
    Path root = new Path(folder);
    try {
      FileSystem files = StoredFiles.fileSystem(root, configuration);
      if (!files.exists(root)) {
        throw new UserError("The data folder " + folder + " does not exist; check the path.");
      }
      CifarFiles found = new CifarFiles(configuration);
      Optional<CifarListing> cifar =
          found
              .find(folder, split, CifarFormat.CIFAR10)
              .or(() -> found.find(folder, split, CifarFormat.CIFAR100));
      if (cifar.isPresent()) {
        return cifar.get();
      }
      return ImageFolderLister.list(part(files, root, split).toString(), configuration);
    } catch (IOException e) {
      throw new UserError("The data folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Path part(FileSystem files, Path root, Split split) throws IOException {
    List<String> names = split == Split.TRAIN ? List.of("train") : List.of("val", "test");
    for (String name : names) {
      if (files.exists(new Path(root, name))) {
        return new Path(root, name);
      }
    }
    if (split == Split.TRAIN) {
      return root;
    }
    throw new UserError(
        "The data folder "
            + root
            + " has neither a sub-folder val nor test with pictures to evaluate on; add one.");
  }
}
