package mclspark.dataset;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Lists single folders. The local disk is read without Hadoop, whose listing starts a process for
 * each file to learn its owner, and leaves out names that Java cannot express.
 */
public final class FolderEntries {

  /** A file or folder. */
  public record Entry(String name, boolean isFolder) {}

  private final FileSystem files;
  private final ListingProgress progress;

  /** Lists folders of this file system. */
  public FolderEntries(FileSystem files, ListingProgress progress) {
    this.files = files;
    this.progress = progress;
  }

  /** A child of a folder; its name is taken as it is, a colon in it too. */
  public static Path child(Path folder, String name) {
    return new Path(folder, new Path(null, null, name));
  }

  /**
   * The entries of a folder, in no order, without hidden ones and those of systems.
   *
   * @param leftOut counts what is left out
   * @throws UserError if a name cannot be expressed, or a link leads to a folder above it
   */
  public List<Entry> list(Path folder, LeftOut leftOut) throws IOException {
    return files.getClass() == RawLocalFileSystem.class
        ? listLocal(java.nio.file.Path.of(folder.toUri().getPath()), leftOut)
        : listStored(folder, leftOut);
  }

  private List<Entry> listStored(Path folder, LeftOut leftOut) throws IOException {
    List<Entry> entries = new ArrayList<>();
    RemoteIterator<FileStatus> all = files.listStatusIterator(folder);
    while (all.hasNext()) {
      FileStatus status = all.next();
      String name = status.getPath().getName();
      progress.count();
      if (PictureNames.isSideFile(name)) {
        leftOut.sideFile();
      } else {
        entries.add(new Entry(name, status.isDirectory()));
      }
    }
    return entries;
  }

  private List<Entry> listLocal(java.nio.file.Path folder, LeftOut leftOut) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<java.nio.file.Path> all = Files.newDirectoryStream(folder)) {
      for (java.nio.file.Path entry : all) {
        String name = entry.getFileName().toString();
        progress.count();
        if (PictureNames.isSideFile(name)) {
          leftOut.sideFile();
        } else {
          addLocal(folder, entry, entries, leftOut);
        }
      }
    } catch (AccessDeniedException e) {
      throw new IOException("Permission denied", e);
    }
    return entries;
  }

  private static void addLocal(
      java.nio.file.Path folder, java.nio.file.Path entry, List<Entry> entries, LeftOut leftOut)
      throws IOException {
    String name = entry.getFileName().toString();
    try {
      boolean isFolder = Files.readAttributes(entry, BasicFileAttributes.class).isDirectory();
      if (isFolder || PictureNames.isPicture(name)) {
        refuseInexpressible(folder, entry);
      }
      if (isFolder && Files.isSymbolicLink(entry)) {
        refuseLoop(folder, entry);
      }
      entries.add(new Entry(name, isFolder));
    } catch (NoSuchFileException e) {
      leftOut.deadLink(); // or deleted since
    }
  }

  /** The name as text must lead back to the file: by text alone it is opened later. */
  private static void refuseInexpressible(java.nio.file.Path folder, java.nio.file.Path entry) {
    String name = entry.getFileName().toString();
    if (name.indexOf('\uFFFD') >= 0 && !isSame(folder, entry, name)) {
      String encoding = System.getProperty("sun.jnu.encoding");
      boolean utf8 = "UTF-8".equalsIgnoreCase(encoding);
      throw new UserError(
          "%s holds a name that is not %s (%s); %s."
              .formatted(
                  folder,
                  encoding,
                  name,
                  utf8
                      ? "rename it, for instance with convmv"
                      : "set LC_ALL to a UTF-8 locale, such as C.UTF-8"));
    }
  }

  private static boolean isSame(java.nio.file.Path folder, java.nio.file.Path entry, String name) {
    try {
      return folder.resolve(name).equals(entry);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static void refuseLoop(java.nio.file.Path folder, java.nio.file.Path link)
      throws IOException {
    if (folder.toRealPath().startsWith(link.toRealPath())) {
      throw new UserError(link + " is a link to a folder that holds it; remove the link.");
    }
  }
}
