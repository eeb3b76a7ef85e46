package mclspark.checkpoint.safetensors;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.tensor.HostTensor;

/**
 * What one safetensors file holds.
 *
 * @param tensors names to tensors, in the order of the file
 * @param metadata free strings, in the order of the file; may be empty
 */
public record TensorFile(Map<String, HostTensor> tensors, Map<String, String> metadata) {

  /** Copies both maps; the tensors' data are not copied. */
  public TensorFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** A file without metadata. */
  public static TensorFile of(Map<String, HostTensor> tensors) {
    return new TensorFile(tensors, Map.of());
  }
}
