package mclspark.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds CIFAR binary files and checks their lengths without reading them. */
public final class CifarFiles {

  private final Configuration configuration;

  /** Lists with these Hadoop settings. */
  public CifarFiles(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Finds a split of one format by the official file names, in the folder or in the folder that the
   * official archive unpacks to.
   *
   * @return empty if the folder holds no file of this format, whatever else it holds
   * @throws UserError if only the other split is there, or a file is truncated
   */
  public Optional<CifarListing> find(String folder, Split split, CifarFormat format) {
    for (Path place : List.of(new Path(folder), new Path(folder, format.archiveFolder()))) {
      List<FileStatus> all = children(place);
      if (Arrays.stream(Split.values()).anyMatch(s -> !parts(all, format, s).isEmpty())) {
        return Optional.of(listing(place, format, split, parts(all, format, split)));
      }
    }
    return Optional.empty();
  }

  /** Why nothing of a format was found: what lies there instead, and what to do. */
  public UserError missing(String folder, CifarFormat format) {
    String nothing = folder + " holds no binary files of " + format;
    for (CifarFormat other : CifarFormat.values()) {
      if (other != format && Arrays.stream(Split.values()).anyMatch(s -> holds(folder, other, s))) {
        return new UserError(
            nothing
                + ", only those of "
                + other
                + "; name another folder or set data.format="
                + other.name().toLowerCase(Locale.ROOT)
                + ".");
      }
    }
    return new UserError(
        foreign(folder, format)
            .orElse(
                nothing
                    + "; give the folder of the *.bin files, or data.format=folder for pictures in"
                    + " class folders."));
  }

  private boolean holds(String folder, CifarFormat format, Split split) {
    return Stream.of(new Path(folder), new Path(folder, format.archiveFolder()))
        .anyMatch(place -> !parts(children(place), format, split).isEmpty());
  }

  private Optional<String> foreign(String folder, CifarFormat format) {
    Path given = new Path(folder);
    try {
      FileSystem files = StoredFiles.fileSystem(given, configuration);
      if (!files.exists(given)) {
        return Optional.of(folder + " does not exist; check the path.");
      }
      Optional<String> here = ForeignData.sentence(files, given);
      return here.isPresent()
          ? here
          : ForeignData.sentence(files, new Path(given, format.pythonFolder()));
    } catch (IOException e) {
      return Optional.of(folder + " cannot be read: " + e.getMessage() + ".");
    }
  }

  /**
   * Lists named files.
   *
   * @throws UserError if a file is missing or truncated
   */
  public CifarListing list(List<String> paths, CifarFormat format) {
    if (paths.isEmpty()) {
      throw new UserError("No CIFAR file is given; name at least one .bin file.");
    }
    List<FileStatus> found = new ArrayList<>();
    for (String path : paths) {
      found.add(status(new Path(path)));
    }
    Path folder = found.get(0).getPath().getParent();
    return new CifarListing(format, checked(found, format), classNames(folder, format));
  }

  private CifarListing listing(
      Path folder, CifarFormat format, Split split, List<FileStatus> files) {
    if (files.isEmpty()) {
      throw new UserError(
          folder
              + " holds "
              + format
              + " files but none of the "
              + split
              + " part; unpack the whole archive there.");
    }
    return new CifarListing(format, checked(files, format), classNames(folder, format));
  }

  private static List<FileStatus> parts(List<FileStatus> all, CifarFormat format, Split split) {
    return all.stream()
        .filter(FileStatus::isFile)
        .filter(file -> format.isPart(file.getPath().getName(), split))
        .sorted(Comparator.comparing(FileStatus::getPath))
        .toList();
  }

  private static List<CifarFile> checked(List<FileStatus> files, CifarFormat format) {
    List<CifarFile> checked = new ArrayList<>();
    for (FileStatus file : files) {
      long length = file.getLen();
      if (length == 0 || length % format.recordBytes() != 0 || length > Integer.MAX_VALUE - 8) {
        throw CifarBinary.wrongLength(file.getPath().toString(), length, format);
      }
      int records = (int) (length / format.recordBytes());
      checked.add(new CifarFile(file.getPath().toString(), records));
    }
    return checked;
  }

  private List<FileStatus> children(Path folder) {
    try {
      return List.of(StoredFiles.fileSystem(folder, configuration).listStatus(folder));
    } catch (FileNotFoundException missing) {
      return List.of();
    } catch (IOException e) {
      throw new UserError(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private FileStatus status(Path path) {
    try {
      return StoredFiles.fileSystem(path, configuration).getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new UserError(path + " does not exist; check the path.", e);
    } catch (IOException e) {
      throw new UserError(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private List<String> classNames(Path folder, CifarFormat format) {
    Path file = new Path(folder, format.namesFile());
    try {
      FileSystem files = StoredFiles.fileSystem(file, configuration);
      if (!files.exists(file)) {
        return CifarListing.numbered(format.classes());
      }
      List<String> names =
          StoredFiles.readText(files, file)
              .lines()
              .map(String::strip)
              .filter(s -> !s.isEmpty())
              .toList();
      return names.isEmpty() ? CifarListing.numbered(format.classes()) : names;
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
