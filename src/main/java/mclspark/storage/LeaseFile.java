package mclspark.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** The file of an {@link OutputLease} on any file system that Hadoop knows. */
record LeaseFile(Path path, Configuration hadoop) {

  /** Makes the file, unless there is one: false. Object stores may let two processes do so. */
  boolean create(LeaseHolder holder) throws IOException {
    FileSystem files = fileSystem();
    try (OutputStream out = open(files)) {
      out.write(bytes(holder));
      return true;
    } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Whether of several processes that make the file at once only one succeeds. */
  boolean isCreatedByOne() throws IOException {
    FileSystem files = fileSystem();
    return files instanceof RawLocalFileSystem || files instanceof DistributedFileSystem;
  }

  /** Hadoop's local file system only looks whether the file is there, then makes it. */
  private OutputStream open(FileSystem files) throws IOException {
    if (!(files instanceof RawLocalFileSystem local)) {
      return files.create(path, false);
    }
    Storage.makeFolder(files, path.getParent());
    return Files.newOutputStream(
        local.pathToFile(path).toPath(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Writes the file anew; on local disks so that no reader finds half of it. */
  void write(LeaseHolder holder) throws IOException {
    FileSystem files = fileSystem();
    if (files instanceof RawLocalFileSystem local) { // a beat later the text is never shorter
      Files.write(local.pathToFile(path).toPath(), bytes(holder), StandardOpenOption.WRITE);
      return;
    }
    try (OutputStream out = files.create(path, true)) {
      out.write(bytes(holder));
    }
  }

  /** The file's text; empty if there is no file. */
  Optional<String> read() throws IOException {
    try (InputStream in = fileSystem().open(path)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  void delete() throws IOException {
    Storage.delete(fileSystem(), path);
  }

  private static byte[] bytes(LeaseHolder holder) {
    return holder.text().getBytes(StandardCharsets.UTF_8);
  }

  private FileSystem fileSystem() throws IOException {
    return Storage.direct(path.getFileSystem(hadoop));
  }
}
