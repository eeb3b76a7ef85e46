package mclspark.pth;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes pickles of protocol 2 as Python does, operation by operation. A {@link TreeMap} becomes a
 * dict, any other map an OrderedDict with attributes, as PyTorch's states are.
 */
final class PickleWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, Integer> globals = new HashMap<>();
  private final Map<byte[], String> keys = new IdentityHashMap<>();
  private final Map<String, byte[]> storages = new LinkedHashMap<>();
  private final Map<String, Long> elements = new LinkedHashMap<>();
  private int memo;

  PickleWriter() {
    bytes(0x80, 2);
  }

  /** The pickle of a value. */
  byte[] finish(Object value) {
    return add(value).bytes('.').written();
  }

  /** What was written so far. */
  byte[] written() {
    return out.toByteArray();
  }

  /** Keys of the storages that were used to their bytes. */
  Map<String, byte[]> storages() {
    return storages;
  }

  /** Elements that a storage was claimed to have. */
  long elements(String key) {
    return elements.get(key);
  }

  PickleWriter bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  PickleWriter repeat(int times, int value) {
    for (int i = 0; i < times; i++) {
      out.write(value);
    }
    return this;
  }

  PickleWriter ascii(String characters) {
    out.writeBytes(characters.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  PickleWriter global(String module, String name) {
    Integer known = globals.get(module + name);
    if (known != null) {
      return bytes('h', known);
    }
    ascii("c" + module + "\n" + name + "\n");
    globals.put(module + name, memo);
    return put();
  }

  PickleWriter add(Object value) {
    if (value == null) {
      bytes('N');
    } else if (value instanceof Boolean flag) {
      bytes(flag ? 0x88 : 0x89);
    } else if (value instanceof Double number) {
      bytes('G');
      out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
    } else if (value instanceof BigInteger number) {
      integer(number);
    } else if (value instanceof Number number) {
      integer(number.longValue());
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof List<?> list) {
      bytes(']');
      put().bytes('(');
      list.forEach(this::add);
      bytes('e');
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else if (value instanceof PythonObject object) {
      global(object.module(), object.name()).bytes(')', 0x81);
    } else {
      tensor((SavedTensor) value);
    }
    return this;
  }

  private PickleWriter put() {
    if (memo < 256) {
      bytes('q', memo);
    } else {
      bytes('r');
      out.writeBytes(little(4).putInt(memo).array());
    }
    memo++;
    return this;
  }

  private void integer(long value) {
    if (value >= 0 && value < 256) {
      bytes('K', (int) value);
    } else if (value >= 0 && value < 65536) {
      bytes('M', (int) value & 0xff, (int) value >> 8);
    } else if (value == (int) value) {
      bytes('J');
      out.writeBytes(little(4).putInt((int) value).array());
    } else {
      integer(BigInteger.valueOf(value));
    }
  }

  private void integer(BigInteger value) {
    byte[] bigEndian = value.toByteArray();
    bytes(0x8a, bigEndian.length);
    for (int i = bigEndian.length - 1; i >= 0; i--) {
      bytes(bigEndian[i]);
    }
  }

  private void string(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    bytes('X');
    out.writeBytes(little(4).putInt(utf8.length).array());
    out.writeBytes(utf8);
    put();
  }

  private void map(Map<?, ?> map) {
    boolean ordered = !(map instanceof TreeMap);
    if (ordered) {
      global("collections", "OrderedDict").bytes(')', 'R');
    } else {
      bytes('}');
    }
    put().bytes('(');
    map.forEach((key, value) -> add(key).add(value));
    bytes('u');
    if (ordered) {
      bytes('}').add("_metadata");
      global("collections", "OrderedDict").bytes(')', 'R', 's', 'b');
    }
  }

  private void tensor(SavedTensor tensor) {
    String key = keys.computeIfAbsent(tensor.storage(), bytes -> Integer.toString(keys.size()));
    storages.put(key, tensor.storage());
    elements.put(key, tensor.elements());
    global("torch._utils", "_rebuild_tensor_v2").bytes('(', '(');
    add("storage").global("torch", tensor.storageClass()).add(key).add("cuda:0");
    add(tensor.elements()).bytes('t').put().bytes('Q');
    add(tensor.offset());
    tuple(tensor.shape()).tuple(tensor.strides()).add(false);
    global("collections", "OrderedDict").bytes(')', 'R').put();
    bytes('t').put().bytes('R').put();
  }

  /** Short tuples have operations of their own. */
  private PickleWriter tuple(long... values) {
    if (values.length == 0) {
      return bytes(')');
    }
    if (values.length > 3) {
      bytes('(');
    }
    for (long value : values) {
      integer(value);
    }
    return bytes(values.length > 3 ? 't' : 0x84 + values.length).put();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
