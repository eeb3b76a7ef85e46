package mclspark.train.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The fixed table of the names that a pickle may use, and what each builds here. */
final class PickleNames {

  /**
   * Builds a value of plain data.
   *
   * @param name the Python name
   * @param rule from arguments to value
   */
  record Constructor(String name, Function<PickleArguments, Object> rule) {
    Object build(PickleArguments arguments) {
      return rule.apply(arguments);
    }
  }

  private static final String TORCH = "torch.";

  private static final Map<String, Constructor> CONSTRUCTORS = new LinkedHashMap<>();

  static {
    add("collections.OrderedDict", PickleNames::orderedMap);
    add("torch._utils._rebuild_tensor", PickleNames::tensor);
    add("torch._utils._rebuild_tensor_v2", PickleNames::tensor);
    add("torch._utils._rebuild_parameter", arguments -> arguments.at(0, StoredTensor.class));
    add("torch.Size", arguments -> arguments.at(0, List.class));
    add("numpy.dtype", NumpyType::of);
    add("numpy.core.multiarray.scalar", NumpyType::scalar);
    add("numpy._core.multiarray.scalar", NumpyType::scalar);
    add("_codecs.encode", PickleArguments::latinBytes);
  }

  private PickleNames() {}

  private static void add(String name, Function<PickleArguments, Object> rule) {
    CONSTRUCTORS.put(name, new Constructor(name, rule));
  }

  /** A {@link Constructor} or, for a class of storages, an {@link ElementType}. */
  static Optional<Object> find(String module, String name) {
    String full = module + "." + name;
    if (full.startsWith(TORCH)) {
      Optional<ElementType> type = ElementType.ofStorage(full.substring(TORCH.length()));
      if (type.isPresent()) {
        return Optional.of(type.get());
      }
    }
    return Optional.ofNullable(CONSTRUCTORS.get(full));
  }

  /** Ordered maps begin empty and are filled by later operations. */
  private static Object orderedMap(PickleArguments arguments) {
    if (arguments.count() > 0) {
      throw arguments.wrong("arguments");
    }
    return new LinkedHashMap<>();
  }

  private static Object tensor(PickleArguments arguments) {
    return new StoredTensor(
        arguments.at(0, StorageReference.class),
        arguments.at(1, Long.class),
        arguments.integers(2),
        arguments.integers(3));
  }
}
