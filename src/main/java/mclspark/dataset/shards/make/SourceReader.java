package mclspark.dataset.shards.make;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import mclspark.dataset.shards.SourcePicture;
import mclspark.image.BrokenPictureException;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** Reads source pictures; keeps the tar file open that it read last. One thread's own. */
final class SourceReader implements AutoCloseable {

  private final Configuration configuration;
  private String openFile = "";
  private FSDataInputStream open;

  SourceReader(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The bytes of a picture's file.
   *
   * @throws BrokenPictureException if this picture cannot be read; others may be well
   */
  byte[] read(SourcePicture picture) throws BrokenPictureException, IOException {
    try {
      if (picture.length() == SourcePicture.WHOLE) {
        Path path = path(picture.file());
        return StoredFiles.readBytes(StoredFiles.fileSystem(path, configuration), path);
      }
      return part(picture);
    } catch (FileNotFoundException e) {
      Path path = path(picture.file());
      StoredFiles.refuseInexpressible(StoredFiles.fileSystem(path, configuration), path);
      throw new BrokenPictureException("the file is gone or may not be read", e);
    } catch (AccessControlException e) {
      throw new BrokenPictureException("no permission to read the file", e);
    } catch (ChecksumException e) {
      throw new BrokenPictureException("the stored checksum does not match", e);
    } catch (EOFException e) {
      throw new BrokenPictureException("the tar file ends within it", e);
    }
  }

  private byte[] part(SourcePicture picture) throws IOException, BrokenPictureException {
    if (picture.length() > Integer.MAX_VALUE - 8) {
      throw new BrokenPictureException("it has " + picture.length() + " bytes");
    }
    if (!openFile.equals(picture.file())) {
      close();
      Path path = path(picture.file());
      FileSystem files = StoredFiles.fileSystem(path, configuration);
      open = files.open(path);
      openFile = picture.file();
    }
    byte[] bytes = new byte[(int) picture.length()];
    open.readFully(picture.offset(), bytes);
    return bytes;
  }

  /** Listed paths may hold characters, such as a colon, that only a URI's scheme may have. */
  private static Path path(String file) {
    int name = file.lastIndexOf('/') + 1;
    return name == 0
        ? new Path(null, null, file)
        : new Path(new Path(file.substring(0, name)), new Path(null, null, file.substring(name)));
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
      openFile = "";
    }
  }
}
