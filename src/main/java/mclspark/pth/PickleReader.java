package mclspark.pth;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.checkpoint.safetensors.ElementType;

/**
 * Reads one pickle of protocol 2 to 5: a program for a stack machine. Nothing is executed: a few
 * names stand for fixed constructors of plain data, see {@link PickleNames}, and objects of all
 * others become an {@link OpaqueValue}, whatever they are made of.
 */
final class PickleReader {

  private static final int STOP = '.';
  private static final int MOST_OPERATIONS = 4_000_000;
  private static final int NEWEST_PROTOCOL = 5;

  private final SourceBytes source;
  private final PickleInput input;
  private final PickleStack stack;
  private final Map<Long, Object> memo = new HashMap<>();
  private final Map<String, StorageReference> storages = new HashMap<>();
  private int operations;

  /** Creates a reader of one pickle that begins at the input's position. */
  PickleReader(SourceBytes source, PickleInput input) {
    this.source = source;
    this.input = input;
    stack = new PickleStack(source, input);
  }

  /** Reads up to the operation that ends the pickle and returns its value. */
  Object read() throws IOException {
    while (true) {
      spend(1);
      int operation = input.unsignedByte();
      if (operation == STOP) {
        return stack.pop();
      }
      boolean known =
          number(operation)
              || text(operation)
              || collection(operation)
              || remembered(operation)
              || named(operation)
              || object(operation);
      if (!known) {
        throw unknown(operation);
      }
    }
  }

  private void spend(int count) {
    if (count > MOST_OPERATIONS - operations) {
      throw stack.refuse("has more than " + MOST_OPERATIONS + " operations");
    }
    operations += count;
  }

  /** The storages that the value's tensors use, by key. */
  Map<String, StorageReference> storages() {
    return storages;
  }

  private UserError unknown(int operation) {
    String character = operation > ' ' && operation < 0x7f ? " ('" + (char) operation + "')" : "";
    return source.refuse(
        "operation 0x%02x%s at byte %d is none that torch.save writes, so it is refused"
            .formatted(operation, character, input.position() - 1));
  }

  private boolean number(int operation) throws IOException {
    switch (operation) {
      case 'N' -> stack.push(Nothing.NONE);
      case 0x88 -> stack.push(true); // NEWTRUE
      case 0x89 -> stack.push(false); // NEWFALSE
      case 'K' -> stack.push((long) input.unsignedByte()); // BININT1
      case 'M' -> stack.push((long) input.unsignedShort()); // BININT2
      case 'J' -> stack.push((long) input.signedInt()); // BININT
      case 0x8a -> stack.push(integer(input.bytes(input.unsignedByte()))); // LONG1
      case 0x8b -> stack.push(large(input.unsignedInt())); // LONG4
      case 'G' ->
          stack.push(input.bytes(Double.BYTES).order(ByteOrder.BIG_ENDIAN).getDouble()); // BINFLOAT
      default -> {
        return false;
      }
    }
    return true;
  }

  /** No count of ours has more than 255 bytes, and reading such a number could take for ever. */
  private Object large(long bytes) throws IOException {
    Object value = input.blob(bytes);
    return bytes <= 0xff && value instanceof ByteBuffer small
        ? integer(small)
        : new OpaqueValue("int");
  }

  /** Two's complement, lowest byte first; long where that is enough. */
  private static Object integer(ByteBuffer littleEndian) {
    byte[] bigEndian = new byte[littleEndian.remaining()];
    for (int i = bigEndian.length - 1; i >= 0; i--) {
      bigEndian[i] = littleEndian.get();
    }
    BigInteger value = bigEndian.length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private boolean text(int operation) throws IOException {
    switch (operation) {
      case 'X' -> stack.push(input.text(input.unsignedInt())); // BINUNICODE
      case 0x8c -> stack.push(input.text(input.unsignedByte())); // SHORT_BINUNICODE
      case 0x8d -> stack.push(input.text(input.signedLong())); // BINUNICODE8
      case 'U' -> stack.push(input.text(input.unsignedByte())); // SHORT_BINSTRING
      case 'T' -> stack.push(input.text(input.unsignedInt())); // BINSTRING
      case 'C' -> stack.push(input.blob(input.unsignedByte())); // SHORT_BINBYTES
      case 'B' -> stack.push(input.blob(input.unsignedInt())); // BINBYTES
      case 0x8e, 0x96 -> stack.push(input.blob(input.signedLong())); // BINBYTES8, BYTEARRAY8
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean collection(int operation) {
    switch (operation) {
      case '(' -> stack.mark();
      case ')' -> stack.pushTuple(List.of()); // EMPTY_TUPLE
      case 0x85, 0x86, 0x87 -> stack.pushTuple(stack.pop(operation - 0x84)); // TUPLE1 to TUPLE3
      case 't' -> stack.pushTuple(stack.popToMark()); // TUPLE
      case ']' -> stack.push(new ArrayList<>()); // EMPTY_LIST
      case '0' -> stack.drop(); // POP
      case '1' -> stack.popToMark(); // POP_MARK
      case 'a' -> stack.append(stack.pop(1)); // APPEND
      case 'e' -> stack.append(stack.popToMark()); // APPENDS
      case '}' -> stack.push(new LinkedHashMap<>()); // EMPTY_DICT
      case 's' -> stack.put(stack.pop(2)); // SETITEM
      case 'u' -> stack.put(stack.popToMark()); // SETITEMS
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean remembered(int operation) throws IOException {
    switch (operation) {
      case 'q' -> memo.put((long) input.unsignedByte(), stack.peek()); // BINPUT
      case 'r' -> memo.put(input.unsignedInt(), stack.peek()); // LONG_BINPUT
      case 0x94 -> memo.put((long) memo.size(), stack.peek()); // MEMOIZE
      case 'h' -> stack.push(recall(input.unsignedByte())); // BINGET
      case 'j' -> stack.push(recall(input.unsignedInt())); // LONG_BINGET
      default -> {
        return false;
      }
    }
    return true;
  }

  private Object recall(long index) {
    Object value = memo.get(index);
    if (value == null) {
      throw stack.refuse("recalls value " + index + ", which it never stored");
    }
    return value;
  }

  private boolean named(int operation) throws IOException {
    switch (operation) {
      case 0x80 -> checkProtocol(input.unsignedByte()); // PROTO
      case 0x95 -> input.skip(Long.BYTES); // FRAME: a length that reading in order does not need
      case 'c' -> stack.push(PickleNames.find(input.line(), input.line())); // GLOBAL
      case 0x93 -> { // STACK_GLOBAL
        PickleArguments names = new PickleArguments(source, "a class", stack.pop(2));
        stack.push(PickleNames.find(names.at(0, String.class), names.at(1, String.class)));
      }
      case 'Q' -> stack.push(storage()); // BINPERSID
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Objects of any class. */
  private boolean object(int operation) throws IOException {
    switch (operation) {
      case 'R', 0x81 -> reduce(); // REDUCE; NEWOBJ, which is the same for all that is known here
      case 0x92 -> leaveOut(stack.pop(3)); // NEWOBJ_EX: class, arguments, named arguments
      case 'o' -> leaveOut(stack.popToMark()); // OBJ: class, arguments
      case 'b' -> build();
      case 0x82 -> extension(input.unsignedByte()); // EXT1
      case 0x83 -> extension(input.unsignedShort()); // EXT2
      case 0x84 -> extension(input.signedInt()); // EXT4
      case 0x8f -> stack.push(new OpaqueValue("set")); // EMPTY_SET
      case 0x90 -> stack.append(stack.popToMark()); // ADDITEMS
      case 0x91 -> { // FROZENSET
        stack.popToMark();
        stack.push(new OpaqueValue("frozenset"));
      }
      case 0x97, 0x98 -> // NEXT_BUFFER, READONLY_BUFFER
          throw stack.refuse("takes bytes from outside of the file, which torch.save never does");
      default -> {
        return false;
      }
    }
    return true;
  }

  private void extension(int number) {
    stack.push(new OpaqueValue("extension " + number));
  }

  private void leaveOut(List<Object> classAndMore) {
    if (classAndMore.isEmpty()) {
      throw stack.refuse("makes an object without a class");
    }
    stack.push(new OpaqueValue(kind(classAndMore.get(0))));
  }

  private Object storage() {
    Object identity = stack.pop();
    PickleArguments arguments = new PickleArguments(source, "storage", identity);
    if (arguments.hasOpaque(1)) {
      return new OpaqueValue("a storage of an unknown class");
    }
    StorageReference storage = arguments.storage();
    StorageReference known = storages.putIfAbsent(storage.key(), storage);
    boolean same =
        known == null || (known.type() == storage.type() && known.elements() == storage.elements());
    if (!same) {
      throw stack.refuse("describes storage " + storage.key() + " in two ways");
    }
    return storage;
  }

  private void checkProtocol(int protocol) {
    if (protocol > NEWEST_PROTOCOL) {
      throw stack.refuse("has protocol " + protocol + ", newer than " + NEWEST_PROTOCOL);
    }
  }

  /** Applies a constructor to its arguments. */
  private void reduce() {
    Object arguments = stack.pop();
    Object constructor = stack.pop();
    if (!(constructor instanceof PickleNames.Constructor known)) {
      stack.push(new OpaqueValue(kind(constructor)));
    } else if (known.isOrderedMap() && arguments instanceof List<?> list && !list.isEmpty()) {
      orderedMap(list.get(0));
    } else {
      stack.push(known.build(new PickleArguments(source, known.name(), arguments)));
    }
  }

  /** What calling a value gives; only classes and functions can be called. */
  private String kind(Object called) {
    if (called instanceof OpaqueValue opaque) {
      return opaque.kind();
    }
    if (called instanceof PickleNames.Constructor known) {
      return known.name();
    }
    if (called instanceof ElementType type) {
      return "torch." + type.label();
    }
    throw stack.refuse("calls something that is no constructor");
  }

  /** Python 2 gives all keys and values at once, as pairs. */
  private void orderedMap(Object pairs) {
    if (!(pairs instanceof List<?> list)) {
      stack.push(new OpaqueValue(PickleNames.ORDERED_MAP));
      return;
    }
    spend(list.size());
    List<Object> items = new ArrayList<>();
    for (Object pair : list) {
      if (!(pair instanceof List<?> two) || two.size() != 2) {
        throw stack.refuse("makes an ordered map of something else than pairs");
      }
      items.addAll(two);
    }
    stack.push(new LinkedHashMap<>());
    stack.put(items);
  }

  /** Attributes of a value: those of ordered maps, such as PyTorch's versions, are left out. */
  private void build() {
    Object state = stack.pop();
    Object value = stack.peek();
    if (value instanceof NumpyArray array) {
      array.build(state);
    } else if (value instanceof NumpyType type) {
      type.build(state);
    } else if (!(value instanceof Map || value instanceof OpaqueValue)) {
      throw stack.refuse("sets attributes of a value that has none");
    }
  }
}
