package mclspark.dataset.matlab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads arrays of structs of a MATLAB 5 file. */
public final class MatFile {

  private static final int HEADER = 128;
  private static final int LARGEST = 64 << 20;
  private static final int MOST_STRUCTS = 100_000;
  private static final int MOST_FIELDS = 1000;
  private static final int STRUCT = 2;
  private static final int CHAR = 4;
  private static final int FIRST_NUMERIC = 6;
  private static final int LAST_NUMERIC = 15;

  private MatFile() {}

  /**
   * Reads a variable.
   *
   * @param file the whole file
   * @param variable the name of an array of structs
   * @return a map for each struct, from field to {@link Long} (a number's integral part), {@link
   *     String}, or nothing for what is neither
   * @throws IOException saying what is wrong with the file, also if it has no such variable
   */
  public static List<Map<String, Object>> structs(byte[] file, String variable) throws IOException {
    ByteBuffer in = body(file);
    while (in.hasRemaining()) {
      MatElement element = MatElement.next(in);
      if (element.type() == MatElement.COMPRESSED) {
        element = MatElement.next(inflated(element.data()));
      }
      List<Map<String, Object>> structs = new ArrayList<>();
      if (element.type() == MatElement.MATRIX && isRead(element.data(), variable, structs)) {
        return structs;
      }
    }
    throw new IOException("it has no array of structs " + variable);
  }

  private static ByteBuffer body(byte[] file) throws IOException {
    String start = new String(file, 0, Math.min(HEADER, file.length), StandardCharsets.ISO_8859_1);
    if (start.length() < HEADER || !start.startsWith("MATLAB 5")) {
      throw new IOException("it is no file of MATLAB 5 (as -v6 and -v7 write it)");
    }
    boolean little = start.endsWith("IM");
    return ByteBuffer.wrap(file, HEADER, file.length - HEADER)
        .slice()
        .order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  private static ByteBuffer inflated(ByteBuffer data) throws IOException {
    Inflater inflater = new Inflater();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[1 << 16];
    try {
      inflater.setInput(data.duplicate());
      while (!inflater.finished()) {
        int count = inflater.inflate(chunk);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new IOException("its compressed data are cut");
        }
        out.write(chunk, 0, count);
        if (out.size() > LARGEST) {
          throw new IOException("a variable has more than 64 MiB");
        }
      }
    } catch (DataFormatException e) {
      throw new IOException("its compressed data are damaged", e);
    } finally {
      inflater.end();
    }
    return ByteBuffer.wrap(out.toByteArray()).order(data.order());
  }

  private static boolean isRead(ByteBuffer in, String variable, List<Map<String, Object>> structs)
      throws IOException {
    int kind = kind(in);
    long count = count(in);
    String name = MatElement.next(in).text();
    if (kind != STRUCT || !name.equals(variable)) {
      return false;
    }
    if (count > MOST_STRUCTS) {
      throw new IOException("it has more than " + MOST_STRUCTS + " structs");
    }
    List<String> fields = fields(in);
    for (int i = 0; i < count; i++) {
      Map<String, Object> struct = new HashMap<>();
      for (String field : fields) {
        Object value = value(MatElement.next(in));
        if (value != null) {
          struct.put(field, value);
        }
      }
      structs.add(struct);
    }
    return true;
  }

  /** The class of an array, which its flags begin with. */
  private static int kind(ByteBuffer in) throws IOException {
    return (int) MatElement.next(in).number() & 0xff;
  }

  private static long count(ByteBuffer in) throws IOException {
    ByteBuffer sizes = MatElement.next(in).data();
    long count = 1;
    while (sizes.remaining() >= Integer.BYTES) {
      int size = sizes.getInt();
      if (size < 0 || (size > 0 && count > Integer.MAX_VALUE / size)) {
        throw new IOException("an array has impossible dimensions");
      }
      count *= size;
    }
    return count;
  }

  private static List<String> fields(ByteBuffer in) throws IOException {
    int length = (int) MatElement.next(in).number();
    ByteBuffer names = MatElement.next(in).data();
    if (length < 1 || names.remaining() / length > MOST_FIELDS) {
      throw new IOException("it has an impossible number of fields");
    }
    List<String> fields = new ArrayList<>();
    while (names.remaining() >= length) {
      byte[] name = new byte[length];
      names.get(name);
      String text = new String(name, StandardCharsets.UTF_8);
      int end = text.indexOf('\0');
      fields.add(end < 0 ? text : text.substring(0, end));
    }
    return fields;
  }

  /** A text, or the one number of an array; null for all else. */
  private static Object value(MatElement element) throws IOException {
    if (element.type() != MatElement.MATRIX) {
      throw new IOException("a field of a struct is no array");
    }
    ByteBuffer in = element.data();
    if (!in.hasRemaining()) {
      return null;
    }
    int kind = kind(in);
    long count = count(in);
    MatElement.next(in); // fields have no names of their own
    if (kind == CHAR) {
      return count == 0 ? "" : MatElement.next(in).text();
    }
    boolean numeric = kind >= FIRST_NUMERIC && kind <= LAST_NUMERIC;
    return numeric && count == 1 ? (Object) MatElement.next(in).number() : null;
  }
}
