package mclspark.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.ScriptCall;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Operations that DJL lacks, written as TorchScript text (such as {@code ops.txt} beside this
 * class) and compiled by libtorch when first used. A TorchScript archive is a zip of stored
 * entries; the pickle in it describes one module without members.
 */
final class ScriptOps {

  /** Pickle of an empty {@code __torch__.Ops} object in training mode. */
  private static final String MODULE_PICKLE =
      "\u0080\u0002c__torch__\nOps\nq\u0000)\u0081}X\u0008\u0000\u0000\u0000trainingq\u0001"
          + "\u0088sb.";

  private static final String CLASS_HEADER =
      "class Ops(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

  private static final class Holder {
    static final ScriptOps INSTANCE = new ScriptOps("ops.txt");
  }

  /**
   * Keeps the results of every text, so that one count tells what is alive. They stay on their own
   * device whatever the manager's is. DJL's default would be GPU 0, of which each worker with
   * another GPU would then take some memory.
   */
  private static final PtNDManager MANAGER =
      (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");

  private static final LongAdder CALLS = new LongAdder();
  private static final Pattern DEFINED = Pattern.compile("  def (\\w+)");
  private static final Pattern CALLED = Pattern.compile("self\\.(\\w+)\\(");

  private final PtSymbolBlock module;

  /** Compiles a text that lies beside this class. */
  ScriptOps(String file) {
    this(List.of(text(file)));
  }

  private ScriptOps(List<String> methods) {
    try {
      byte[] archive = archive(CLASS_HEADER + String.join("", methods));
      module = JniUtils.loadModule(MANAGER, new ByteArrayInputStream(archive), true, false);
    } catch (IOException e) {
      throw new UncheckedIOException("A TorchScript archive can't be written", e);
    }
  }

  /** Compiles a method that calls others of {@code ops.txt}, with those that it needs. */
  static ScriptOps extended(String method) {
    Map<String, String> all = new HashMap<>(); // methods by name
    for (String each : text("ops.txt").split("(?m)^(?=  def )")) {
      Matcher name = DEFINED.matcher(each);
      if (name.find()) {
        all.put(name.group(1), each);
      }
    }
    List<String> needed = new ArrayList<>(List.of(method)); // grows while it is read
    for (int i = 0; i < needed.size(); i++) {
      Matcher call = CALLED.matcher(needed.get(i));
      while (call.find()) {
        String other = all.remove(call.group(1));
        if (other != null) {
          needed.add(other);
        }
      }
    }
    return new ScriptOps(needed);
  }

  private static String text(String file) {
    try (InputStream text = ScriptOps.class.getResourceAsStream(file)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The TorchScript text in this jar can't be read", e);
    }
  }

  static ScriptOps get() {
    return Holder.INSTANCE;
  }

  /** How often methods were called since this process began, by all threads. */
  static long calls() {
    return CALLS.sum();
  }

  /** Runs an operation for its effect. */
  void run(String method, Object... arguments) {
    call(method, arguments).close();
  }

  /** Runs an operation that returns one tensor. */
  Tensor tensor(String method, Object... arguments) {
    try (IValue result = call(method, arguments)) {
      return new Tensor(result.toTensor(MANAGER));
    }
  }

  /** Runs an operation that returns a list of tensors. */
  Tensor[] tensors(String method, Object... arguments) {
    try (IValue result = call(method, arguments)) {
      return Arrays.stream(result.toTensorArray(MANAGER)).map(Tensor::new).toArray(Tensor[]::new);
    }
  }

  /** Runs an operation that returns a list of integers. */
  long[] integers(String method, Object... arguments) {
    try (IValue result = call(method, arguments)) {
      return result.toLongArray();
    }
  }

  /** Values in host memory, which the tensor keeps alive. */
  Tensor onHost(HostTensor values) {
    Shape shape = new Shape(values.shape());
    return new Tensor(MANAGER.create(values.data().slice(), shape, values.type().djl()));
  }

  int liveTensors() {
    return MANAGER.getManagedArrays().size();
  }

  private IValue call(String method, Object... arguments) {
    CALLS.increment();
    IValue[] values = new IValue[arguments.length];
    try {
      for (int i = 0; i < arguments.length; i++) {
        values[i] = value(arguments[i]);
      }
      return ScriptCall.run(module, method, values);
    } finally {
      for (IValue value : values) {
        if (value != null) {
          value.close();
        }
      }
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof Tensor tensor) {
      return IValue.from(tensor.array());
    } else if (argument instanceof Double number) {
      return IValue.from(number.doubleValue());
    } else if (argument instanceof Long number) {
      return IValue.from(number.longValue());
    } else if (argument instanceof Integer number) {
      return IValue.from(number.longValue());
    } else if (argument instanceof Boolean flag) {
      return IValue.from(flag.booleanValue());
    } else if (argument instanceof long[] numbers) {
      return IValue.listFrom(numbers);
    } else if (argument instanceof Tensor[] tensors) {
      return IValue.listFrom(Arrays.stream(tensors).map(Tensor::array).toArray(PtNDArray[]::new));
    }
    throw new IllegalArgumentException("No TorchScript value for " + argument);
  }

  private static byte[] archive(String code) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "ops/version", "3\n".getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "ops/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "ops/data.pkl", MODULE_PICKLE.getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "ops/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
