package mclspark.checkpoint.safetensors;

import java.io.IOException;
import mclspark.UserError;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A safetensors file that another program wrote, opened for reading. The stream must stay open as
 * long as tensors are read.
 *
 * @param in the open file
 * @param file the file's name for messages
 * @param header names, types and shapes
 * @param begin where the tensors' bytes begin
 */
public record SafetensorsFile(
    FSDataInputStream in, String file, SafetensorsHeader header, long begin) {

  /**
   * Reads the header.
   *
   * @param length the file's length in bytes
   * @throws UserError if it breaks the format
   * @throws IOException if the stream fails
   */
  public static SafetensorsFile open(FSDataInputStream in, long length, String file)
      throws IOException {
    in.seek(0);
    SafetensorsHeader header = Safetensors.readHeader(in, length, file);
    return new SafetensorsFile(in, file, header, in.getPos());
  }

  /**
   * Reads a tensor; its elements become the target of their {@link ElementType}.
   *
   * @throws UserError if there is no target, or a value is too large for it
   * @throws IOException if the stream fails
   */
  public HostTensor tensor(String name) throws IOException {
    TensorInfo info = header.tensors().get(name);
    in.seek(begin + info.begin());
    return Safetensors.tensor(in, file, name, info);
  }
}
