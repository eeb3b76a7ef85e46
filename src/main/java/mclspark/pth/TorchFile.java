package mclspark.pth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A file that PyTorch's {@code torch.save} wrote, opened for reading. The stream must stay open as
 * long as tensors are read.
 */
public final class TorchFile {

  private static final byte[] ZIP_BEGIN = {'P', 'K', 3, 4};
  private static final String PICKLE = "data.pkl";

  private final Object root;
  private final TensorReader tensors;
  private final Storages storages;

  private TorchFile(SourceBytes source, Object root, Storages storages) {
    this.root = root;
    this.storages = storages;
    tensors = new TensorReader(source, storages);
  }

  /**
   * Reads what the file holds but for the tensors' elements.
   *
   * @param length the file's length in bytes
   * @param name the file's name for messages
   * @throws mclspark.UserError if the file is damaged or foreign
   * @throws IOException if the stream fails
   */
  public static TorchFile open(FSDataInputStream in, long length, String name) throws IOException {
    SourceBytes source = new SourceBytes(in, length, name);
    byte[] begin = source.read(0, Math.min(length, ZIP_BEGIN.length));
    if (Arrays.equals(begin, ZIP_BEGIN)) {
      return openZip(source);
    }
    if (LegacyFile.isPickle(begin)) {
      LegacyFile file = LegacyFile.read(source);
      return new TorchFile(source, file.root(), file);
    }
    throw source.refuse("it begins with the magic number of neither of PyTorch's two formats");
  }

  private static TorchFile openZip(SourceBytes source) throws IOException {
    ZipArchive archive = ZipArchive.open(source);
    String folder = folder(source, archive);
    Optional<ZipArchive.Entry> order = archive.entry(folder + "byteorder");
    if (order.isPresent()
        && !new String(archive.read(order.get()), StandardCharsets.UTF_8).equals("little")) {
      throw source.refuse("it was written on a big-endian machine, which is not supported");
    }
    ZipArchive.Entry entry = archive.entry(folder + PICKLE).orElseThrow();
    archive.read(entry); // for its checksum
    long begin = archive.begin(entry);
    PickleInput input = new PickleInput(source, begin, begin + entry.size());
    Object root = new PickleReader(source, input).read();
    return new TorchFile(source, root, new ZipStorages(source, archive, folder));
  }

  /** The archive's one folder, which is named after the file or {@code archive}. */
  private static String folder(SourceBytes source, ZipArchive archive) {
    List<String> folders = new ArrayList<>();
    for (String name : archive.names()) {
      if (name.endsWith("/" + PICKLE) && name.indexOf('/') == name.lastIndexOf('/')) {
        folders.add(name.substring(0, name.length() - PICKLE.length()));
      }
    }
    if (folders.size() != 1) {
      throw source.refuse("it is an archive, but not one that torch.save wrote: no " + PICKLE);
    }
    return folders.get(0);
  }

  /**
   * The saved value: {@link String}, {@link Long}, {@link java.math.BigInteger}, {@link Double},
   * {@link Boolean}, {@link Nothing}, {@link StoredTensor}, or {@link List} or {@link
   * java.util.Map} of such; tuples are lists. All that is none of these is an {@link OpaqueValue}
   * or another object without a use.
   */
  public Object root() {
    return root;
  }

  /**
   * Reads a tensor. Elements become the target of their {@link
   * mclspark.checkpoint.safetensors.ElementType}; other strides than row-major ones are undone.
   *
   * @param name the tensor's name for messages
   * @throws mclspark.UserError if its elements are not in the file, or are complex or quantised
   * @throws IOException if the stream fails
   */
  public HostTensor tensor(String name, StoredTensor tensor) throws IOException {
    return tensors.read(name, tensor);
  }

  /** How many parts of the file that were read so far have no checksum. */
  public int unchecked() {
    return storages.unchecked();
  }
}
