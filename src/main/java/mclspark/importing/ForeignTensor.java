package mclspark.importing;

import java.io.IOException;
import mclspark.checkpoint.safetensors.ElementType;
import mclspark.checkpoint.safetensors.SafetensorsFile;
import mclspark.checkpoint.safetensors.TensorInfo;
import mclspark.pth.StoredTensor;
import mclspark.pth.TorchFile;
import mclspark.tensor.HostTensor;

/**
 * A tensor of somebody's file.
 *
 * @param type the element type in the file
 * @param shape the dimensions
 * @param elements reads the elements
 */
record ForeignTensor(ElementType type, long[] shape, Elements elements) {

  /** Reads the elements when they are needed; errors name the tensor so. */
  interface Elements {
    HostTensor read(String name) throws IOException;
  }

  static ForeignTensor of(TorchFile file, StoredTensor tensor) {
    return new ForeignTensor(tensor.type(), tensor.shape(), name -> file.tensor(name, tensor));
  }

  static ForeignTensor of(SafetensorsFile file, String name, TensorInfo info) {
    return new ForeignTensor(info.type(), info.shape(), own -> file.tensor(name));
  }

  /** The same elements under other dimensions. */
  ForeignTensor as(long... other) {
    return new ForeignTensor(
        type,
        other,
        name -> {
          HostTensor tensor = elements.read(name);
          return new HostTensor(tensor.type(), other, tensor.data());
        });
  }
}
