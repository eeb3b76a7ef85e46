package mclspark.pth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import mclspark.UserError;
import mclspark.checkpoint.safetensors.ElementType;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;

/** Turns described tensors into values, after checking what the description claims. */
final class TensorReader {

  /** How much larger than the file the tensors taken out of it may be: bytes become int64. */
  private static final int LARGEST_GROWTH = 8;

  private final SourceBytes source;
  private final Storages storages;
  private long budget;
  private String storageKey = "";
  private byte[] storageBytes = {};

  TensorReader(SourceBytes source, Storages storages) {
    this.source = source;
    this.storages = storages;
    budget = Math.multiplyExact(source.length(), LARGEST_GROWTH);
  }

  /** Reads a tensor; other types become those that are known here, other strides are undone. */
  HostTensor read(String name, StoredTensor tensor) throws IOException {
    check(name, tensor);
    ElementType type = tensor.type();
    DataType target =
        type.target()
            .orElseThrow(
                () ->
                    source.refuse(
                        "tensor %s is of type %s, which weights can't have"
                            .formatted(name, type.label())));
    spend(name, tensor.elements(), target);
    byte[] stored = bytes(tensor.storage());
    ByteBuffer buffer = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    long first = (tensor.storage().viewBegin() + tensor.offset()) * type.bytes();
    if (tensor.isContiguous() && type.isStoredAsTarget()) {
      int bytes = (int) tensor.elements() * type.bytes();
      // A copy, so that no tensor keeps a whole storage alive that it shares with others.
      byte[] data = Arrays.copyOfRange(stored, (int) first, (int) first + bytes);
      return new HostTensor(
          target, tensor.shape(), ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
    }
    try {
      return new HostTensor(target, tensor.shape(), gather(tensor, buffer, (int) first, target));
    } catch (ArithmeticException e) {
      UserError error =
          source.refuse(
              "tensor %s of type %s holds %s, too large for %s"
                  .formatted(name, type.label(), e.getMessage(), target));
      error.initCause(e);
      throw error;
    }
  }

  /** Tensors that share a storage mostly come one after the other, so the last one is kept. */
  private byte[] bytes(StorageReference storage) throws IOException {
    if (!storage.key().equals(storageKey)) {
      storageBytes = storages.bytes(storage);
      storageKey = storage.key();
    }
    return storageBytes;
  }

  private void check(String name, StoredTensor tensor) {
    StorageReference storage = tensor.storage();
    boolean fits;
    try {
      fits =
          tensor.offset() >= 0
              && storage.viewBegin() >= 0
              && storage.viewElements() >= 0
              && Math.addExact(storage.viewBegin(), storage.viewElements()) <= storage.elements()
              && tensor.strides().length == tensor.shape().length
              && tensor.end() <= storage.viewElements();
    } catch (ArithmeticException e) {
      fits = false;
    }
    if (!fits) {
      throw source.refuse(
          "tensor %s of shape %s with strides %s from element %d on does not lie in its storage of"
                  .formatted(
                      name,
                      Arrays.toString(tensor.shape()),
                      Arrays.toString(tensor.strides()),
                      tensor.offset())
              + " %d elements".formatted(storage.elements()));
    }
  }

  /**
   * Many tensors may share one storage, and a tensor may repeat its elements by strides of 0, so
   * the file's length does not bound them.
   */
  private void spend(String name, long elements, DataType target) {
    if (elements > budget / target.bytes()) {
      throw source.refuse(
          "its tensors up to %s have more than %d times the file's %d bytes"
              .formatted(name, LARGEST_GROWTH, source.length()));
    }
    budget -= elements * target.bytes();
    if (elements > SourceBytes.LARGEST_ARRAY / target.bytes()) {
      throw source.refuse("tensor " + name + " has more than 2 GiB");
    }
  }

  /** Copies element by element in row-major order. */
  private static ByteBuffer gather(
      StoredTensor tensor, ByteBuffer from, int first, DataType target) {
    ElementType type = tensor.type();
    long[] shape = tensor.shape();
    long[] strides = tensor.strides();
    int count = (int) tensor.elements();
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(count, target.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    long[] index = new long[shape.length];
    long element = 0;
    for (int i = 0; i < count; i++) {
      type.copy(from, (int) (first + element * type.bytes()), data);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        element += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        element -= index[axis] * strides[axis];
        index[axis] = 0;
      }
    }
    return data.flip();
  }
}
