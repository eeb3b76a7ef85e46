package mclspark.importing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.checkpoint.safetensors.ElementType;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;

/** The named tensors of somebody's file. */
final class ReferenceState {

  private static final String COUNTER = "num_batches_tracked";
  private static final String VARIANCE = "running_var";
  private static final int PREFIXES_SHOWN = 6;

  private final String file;
  private final String key;
  private final Consumer<String> warnings;
  private final Map<String, ForeignTensor> tensors;

  /**
   * Takes tensors by their names without wrappers.
   *
   * @param key what the tensors stand under in the file, for messages
   * @param warnings takes a sentence about what is not taken as it is
   */
  ReferenceState(
      String file, String key, Map<String, ForeignTensor> tensors, Consumer<String> warnings) {
    this.file = file;
    this.key = key;
    this.warnings = warnings;
    this.tensors = new LinkedHashMap<>(tensors);
    addCounters();
  }

  /** Before version 0.4.1 PyTorch's batch norms did not count; it reads such files likewise. */
  private void addCounters() {
    if (tensors.keySet().stream().anyMatch(name -> name.endsWith(COUNTER))) {
      return;
    }
    List<String> norms = tensors.keySet().stream().filter(name -> name.endsWith(VARIANCE)).toList();
    for (String norm : norms) {
      HostTensor zero =
          new HostTensor(DataType.INT64, new long[0], ByteBuffer.allocate(Long.BYTES));
      tensors.put(
          norm.substring(0, norm.length() - VARIANCE.length()) + COUNTER,
          new ForeignTensor(ElementType.INT64, new long[0], name -> zero));
    }
    if (!norms.isEmpty()) {
      warnings.accept(
          "Set to 0: %s of %d batch norms, which the file does not have."
              .formatted(COUNTER, norms.size()));
    }
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

  /** Gives all entries other names. */
  void rename(UnaryOperator<String> rule) {
    Map<String, ForeignTensor> old = new LinkedHashMap<>(tensors);
    tensors.clear();
    old.forEach((name, tensor) -> tensors.put(rule.apply(name), tensor));
  }

  /** Gives an entry other dimensions with as many elements. */
  void reshape(String name, long... shape) {
    tensors.computeIfPresent(name, (own, tensor) -> tensor.as(shape));
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
    Map<String, Integer> changed = new TreeMap<>();
    for (Map.Entry<String, String> name : names.entrySet()) {
      ForeignTensor tensor = tensors.get(name.getKey());
      HostTensor values = checked(name.getKey(), tensor);
      read.put(name.getValue(), values);
      if (!tensor.type().isStoredAsTarget() && values.type() == DataType.FLOAT32) {
        String how = tensor.type().isRounded() ? "Rounded" : "Widened, with the same values,";
        changed.merge(how + " to float32: %d tensors of " + tensor.type().label(), 1, Integer::sum);
      }
    }
    changed.forEach((sentence, count) -> warnings.accept(sentence.formatted(count) + "."));
    return Collections.unmodifiableMap(read);
  }

  private HostTensor checked(String name, ForeignTensor tensor) throws IOException {
    boolean counts = name.endsWith(COUNTER) || name.equals("queue_ptr");
    DataType expected = counts ? DataType.INT64 : DataType.FLOAT32;
    DataType known = tensor.type().target().orElse(expected);
    if (known != expected && !counts) {
      throw refuse("entry %s is of type %s, not float32".formatted(name, tensor.type().label()));
    }
    HostTensor values = tensor.elements().read(name);
    return counts
        ? Counters.integers(values)
            .orElseThrow(() -> refuse("entry " + name + " counts, but is no whole number"))
        : values;
  }

  /** The error for a file whose content does not fit. */
  UserError refuse(String problem) {
    return refuse(file, problem);
  }

  /** The same, where no entry was recognised: wrappers of other programs are a likely cause. */
  UserError unknown(String problem) {
    String prefixes =
        tensors.keySet().stream()
            .map(name -> name.substring(0, name.indexOf('.') + 1))
            .distinct()
            .limit(PREFIXES_SHOWN)
            .map(prefix -> prefix.isEmpty() ? "(nothing)" : prefix)
            .collect(Collectors.joining(", "));
    return refuse("%s %s; its names begin with: %s".formatted(key, problem, prefixes));
  }

  static UserError refuse(String file, String problem) {
    return new UserError(
        file
            + " cannot be imported: "
            + problem
            + ". Give a checkpoint of MCL, MoCo or one network, and its --arch if needed.");
  }
}
