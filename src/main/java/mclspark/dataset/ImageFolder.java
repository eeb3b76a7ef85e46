package mclspark.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** Picture files in class folders (spec 1.7), read and decoded one by one. */
final class ImageFolder implements PictureSource {

  private final ImageFolderIndex index;
  private final FileSystem files;
  private final Path root;
  private final PictureDecoder decoder;

  /**
   * Opens a listing.
   *
   * @throws mclspark.UserError if the folder's file system cannot be reached
   */
  ImageFolder(ImageFolderIndex index, Configuration configuration, PictureDecoder decoder) {
    this.index = index;
    this.decoder = decoder;
    this.root = new Path(index.root());
    try {
      this.files = StoredFiles.fileSystem(root, configuration);
    } catch (IOException e) {
      throw StoredFiles.cannotRead(root + " cannot be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public int size() {
    return index.size();
  }

  @Override
  public int label(int picture) {
    return index.label(picture);
  }

  @Override
  public String name(int picture) {
    return index.path(picture);
  }

  @Override
  public List<String> classNames() {
    return index.classNames();
  }

  @Override
  public RgbImage load(int picture) throws BrokenPictureException, IOException {
    return decoder.decode(read(picture));
  }

  private byte[] read(int picture) throws BrokenPictureException, IOException {
    // The three-part constructor takes the name as it is, a colon in it too.
    Path path = new Path(root, new Path(null, null, index.relativePath(picture)));
    try {
      return StoredFiles.readBytes(files, path);
    } catch (FileNotFoundException e) {
      if (!files.exists(root)) {
        throw StoredFiles.unseen(root, e);
      }
      StoredFiles.refuseInexpressible(files, path);
      throw new BrokenPictureException("the file is gone or may not be read", e);
    } catch (AccessControlException e) {
      throw new BrokenPictureException("no permission to read the file", e);
    } catch (ChecksumException e) {
      throw new BrokenPictureException("the stored checksum does not match", e);
    }
  }
}
