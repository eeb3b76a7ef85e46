package mclspark.pth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import mclspark.checkpoint.safetensors.ElementType;

/** The fixed table of the names that build something here; all others are opaque. */
final class PickleNames {

  /**
   * Builds a value of plain data.
   *
   * @param name the Python name
   * @param rule from arguments to value
   * @param needed the numbers of the arguments that the rule takes
   */
  record Constructor(String name, Function<PickleArguments, Object> rule, int... needed) {

    boolean isOrderedMap() {
      return name.equals(ORDERED_MAP);
    }

    /** The value, which is opaque if an argument that it needs is. */
    Object build(PickleArguments arguments) {
      return arguments.hasOpaque(needed) ? new OpaqueValue(name) : rule.apply(arguments);
    }
  }

  /** Begins empty and is filled by later operations; {@link PickleReader} knows Python 2's way. */
  static final String ORDERED_MAP = "collections.OrderedDict";

  private static final Map<String, Constructor> CONSTRUCTORS = new LinkedHashMap<>();

  static {
    add(ORDERED_MAP, arguments -> new LinkedHashMap<>());
    add("torch._utils._rebuild_tensor", PickleNames::tensor, 0, 1, 2, 3);
    add("torch._utils._rebuild_tensor_v2", PickleNames::tensor, 0, 1, 2, 3);
    add("torch._utils._rebuild_tensor_v3", PickleNames::typedTensor, 0, 1, 2, 3, 6);
    add("torch._utils._rebuild_parameter", PickleNames::parameter, 0);
    add("torch._utils._rebuild_parameter_with_state", PickleNames::parameter, 0);
    add("torch._tensor._rebuild_from_type_v2", PickleNames::attributed, 0, 2);
    add("torch.Size", arguments -> arguments.at(0, List.class), 0);
    add("numpy.core.multiarray._reconstruct", arguments -> new NumpyArray());
    add("numpy._core.multiarray._reconstruct", arguments -> new NumpyArray());
    add("numpy.dtype", NumpyType::of, 0);
    add("numpy.core.multiarray.scalar", NumpyType::scalar, 0, 1);
    add("numpy._core.multiarray.scalar", NumpyType::scalar, 0, 1);
    add("_codecs.encode", PickleArguments::latinBytes, 0, 1);
  }

  private PickleNames() {}

  private static void add(String name, Function<PickleArguments, Object> rule, int... needed) {
    CONSTRUCTORS.put(name, new Constructor(name, rule, needed));
  }

  /**
   * A {@link Constructor}; for a class of storages or a type of elements an {@link ElementType};
   * for all else an {@link OpaqueValue}.
   */
  static Object find(String module, String name) {
    if (module.equals("torch") || module.equals("torch.storage")) {
      Optional<ElementType> type = ElementType.ofStorage(name).or(() -> ElementType.ofDtype(name));
      if (type.isPresent()) {
        return type.get();
      }
    }
    String full = module + "." + name;
    Constructor constructor = CONSTRUCTORS.get(full);
    return constructor != null ? constructor : new OpaqueValue(full);
  }

  private static Object tensor(PickleArguments arguments) {
    return new StoredTensor(
        arguments.at(0, StorageReference.class),
        arguments.at(1, Long.class),
        arguments.integers(2),
        arguments.integers(3));
  }

  /** Of types that have no class of storages: the storage is of bytes, the type stands behind. */
  private static Object typedTensor(PickleArguments arguments) {
    ElementType type = arguments.at(6, ElementType.class);
    StorageReference bytes = arguments.at(0, StorageReference.class);
    return new StoredTensor(
        bytes.of(type).orElseThrow(() -> arguments.wrong("storage")),
        arguments.at(1, Long.class),
        arguments.integers(2),
        arguments.integers(3));
  }

  private static Object parameter(PickleArguments arguments) {
    return arguments.at(0, StoredTensor.class);
  }

  /** A tensor with Python attributes, which are left out: its constructor, class and arguments. */
  private static Object attributed(PickleArguments arguments) {
    return arguments.at(0, Constructor.class).build(arguments.inner(arguments.at(2, List.class)));
  }
}
