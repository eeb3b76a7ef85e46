package mclspark.train.convert;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import mclspark.train.torch.StoredTensor;
import mclspark.train.torch.TorchFile;

/** The named tensors of a file of the reference, without the prefix {@code module.}. */
final class ReferenceState {

  private static final String MODULE = "module.";

  private final String file;
  private final TorchFile torch;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private ReferenceState(String file, TorchFile torch) {
    this.file = file;
    this.torch = torch;
  }

  /** Takes the map under a key of the file. */
  static ReferenceState of(String file, TorchFile torch, String key, Map<?, ?> entries) {
    ReferenceState state = new ReferenceState(file, torch);
    entries.forEach(
        (name, value) -> {
          if (!(name instanceof String text) || !(value instanceof StoredTensor tensor)) {
            throw state.refuse("entry " + shown(name) + " of " + key + " is no tensor");
          }
          String own = text.startsWith(MODULE) ? text.substring(MODULE.length()) : text;
          if (state.tensors.put(own, tensor) != null) {
            throw state.refuse(
                "entry %s of %s is there with and without %s".formatted(own, key, MODULE));
          }
        });
    return state;
  }

  private static String shown(Object name) {
    return name instanceof String || name instanceof Number ? name.toString() : "(no name)";
  }

  /** Names to dimensions, in the order of the file. */
  Map<String, long[]> shapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /** Takes entries out of this state; they will not be read. */
  void leaveOut(List<String> names) {
    tensors.keySet().removeAll(names);
  }

  /** The names that begin so. */
  List<String> startingWith(String prefix) {
    return tensors.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** One dimension of an entry; 0 if there is no such entry or dimension. */
  int dimension(String name, int axis) {
    long[] shape = has(name) ? tensors.get(name).shape() : new long[0];
    return axis < shape.length ? (int) shape[axis] : 0;
  }

  /**
   * Reads entries.
   *
   * @param names names here to names there
   */
  Map<String, HostTensor> read(Map<String, String> names) throws IOException {
    Map<String, HostTensor> read = new LinkedHashMap<>();
    for (Map.Entry<String, String> name : names.entrySet()) {
      HostTensor tensor = torch.tensor(name.getKey(), tensors.get(name.getKey()));
      checkType(name.getKey(), tensor.type());
      read.put(name.getValue(), tensor);
    }
    return Collections.unmodifiableMap(read);
  }

  private void checkType(String name, DataType type) {
    boolean counts = name.endsWith("num_batches_tracked") || name.equals("queue_ptr");
    DataType expected = counts ? DataType.INT64 : DataType.FLOAT32;
    if (type != expected) {
      throw refuse("entry %s is of type %s, not %s".formatted(name, type, expected));
    }
  }

  /** The error for a file whose content does not fit. */
  UserError refuse(String problem) {
    return refuse(file, problem);
  }

  static UserError refuse(String file, String problem) {
    return new UserError(
        file
            + " cannot be imported: "
            + problem
            + ". Give a checkpoint that the MCL reference wrote, and its --arch if needed.");
  }
}
