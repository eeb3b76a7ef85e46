package mclspark.pth;

import java.util.Optional;
import mclspark.checkpoint.safetensors.ElementType;

/**
 * A stretch of elements in the file that tensors are views of.
 *
 * @param type the elements
 * @param key the storage's name in the file
 * @param elements how many the whole storage has
 * @param viewBegin first element of the stretch; 0 but for views of storages in the older format
 * @param viewElements elements of the stretch
 */
record StorageReference(
    ElementType type, String key, long elements, long viewBegin, long viewElements) {

  /** The whole storage, if it is one of bytes, as elements of a type; empty if they don't fit. */
  Optional<StorageReference> of(ElementType other) {
    long count = elements / other.bytes();
    return type == ElementType.UNTYPED && viewBegin == 0 && elements % other.bytes() == 0
        ? Optional.of(new StorageReference(other, key, count, 0, count))
        : Optional.empty();
  }
}
