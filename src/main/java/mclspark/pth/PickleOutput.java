package mclspark.pth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;

/**
 * Writes the one pickle (protocol 2) that a {@code state_dict} needs: an ordered map of tensors.
 */
final class PickleOutput {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PickleOutput() {}

  /** The storage of the tensor at position i has the key i. */
  static byte[] stateDict(Map<String, HostTensor> tensors) {
    PickleOutput pickle = new PickleOutput();
    pickle.out.write(0x80); // PROTO
    pickle.out.write(2);
    pickle.emptyMap();
    pickle.out.write('('); // MARK
    int number = 0;
    for (Map.Entry<String, HostTensor> tensor : tensors.entrySet()) {
      pickle.text(tensor.getKey());
      pickle.tensor(Integer.toString(number++), tensor.getValue());
    }
    pickle.out.write('u'); // SETITEMS
    pickle.out.write('.'); // STOP
    return pickle.out.toByteArray();
  }

  private void tensor(String key, HostTensor tensor) {
    global("torch._utils", "_rebuild_tensor_v2");
    out.write('(');
    storage(key, tensor);
    integer(0); // where in the storage it begins
    integers(tensor.shape());
    integers(strides(tensor.shape()));
    out.write(0x89); // NEWFALSE: it wants no gradient
    emptyMap(); // no hooks
    out.write('t'); // TUPLE
    out.write('R'); // REDUCE
  }

  private void storage(String key, HostTensor tensor) {
    out.write('(');
    text("storage");
    global("torch", storageType(tensor.type()));
    text(key);
    text("cpu");
    integer((int) HostTensor.elements(tensor.shape()));
    out.write('t');
    out.write('Q'); // BINPERSID
  }

  private static String storageType(DataType type) {
    return switch (type) {
      case FLOAT32 -> "FloatStorage";
      case INT64 -> "LongStorage";
      case UINT8 -> "ByteStorage";
    };
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }

  private void emptyMap() {
    global("collections", "OrderedDict");
    out.write(')'); // EMPTY_TUPLE
    out.write('R');
  }

  private void global(String module, String name) {
    out.write('c'); // GLOBAL
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void integers(long[] numbers) {
    out.write('(');
    for (long number : numbers) {
      integer((int) number); // a tensor has less than 2 GiB
    }
    out.write('t');
  }

  private void integer(int number) {
    out.write('J'); // BININT
    word(number);
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write('X'); // BINUNICODE
    word(bytes.length);
    out.writeBytes(bytes);
  }

  private void word(int number) {
    byte[] bytes = new byte[Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(number);
    out.writeBytes(bytes);
  }
}
