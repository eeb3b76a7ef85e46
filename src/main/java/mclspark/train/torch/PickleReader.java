package mclspark.train.torch;

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

/**
 * Reads one pickle: a program for a stack machine. Exactly the operations that {@code torch.save}
 * writes are known (protocol 2 and a few of 3 and 4). Nothing is executed: names stand for fixed
 * constructors of plain data, see {@link PickleNames}.
 */
final class PickleReader {

  private static final int STOP = '.';
  private static final int MOST_OPERATIONS = 4_000_000;
  private static final int NEWEST_PROTOCOL = 4;

  private final SourceBytes source;
  private final PickleInput input;
  private final PickleStack stack;
  private final Map<Long, Object> memo = new HashMap<>();
  private final Map<String, StorageReference> storages = new HashMap<>();

  /** Creates a reader of one pickle that begins at the input's position. */
  PickleReader(SourceBytes source, PickleInput input) {
    this.source = source;
    this.input = input;
    stack = new PickleStack(source, input);
  }

  /** Reads up to the operation that ends the pickle and returns its value. */
  Object read() throws IOException {
    for (int count = 0; count < MOST_OPERATIONS; count++) {
      int operation = input.unsignedByte();
      if (operation == STOP) {
        return stack.pop();
      }
      boolean known =
          number(operation)
              || text(operation)
              || collection(operation)
              || remembered(operation)
              || named(operation);
      if (!known) {
        throw unknown(operation);
      }
    }
    throw stack.refuse("has more than " + MOST_OPERATIONS + " operations");
  }

  /** The storages that the value's tensors use, by key. */
  Map<String, StorageReference> storages() {
    return storages;
  }

  private UserError unknown(int operation) {
    String character = operation > ' ' && operation < 0x7f ? " ('" + (char) operation + "')" : "";
    return source.refuse(
        "operation 0x%02x%s at byte %d is none that tensors need, so it is refused"
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
      case 'G' ->
          stack.push(input.bytes(Double.BYTES).order(ByteOrder.BIG_ENDIAN).getDouble()); // BINFLOAT
      default -> {
        return false;
      }
    }
    return true;
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
      case 'C' -> stack.push(input.bytes(input.unsignedByte())); // SHORT_BINBYTES
      case 'B' -> stack.push(input.bytes(input.unsignedInt())); // BINBYTES
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
      case 'c' -> stack.push(name(input.line(), input.line())); // GLOBAL
      case 0x93 -> { // STACK_GLOBAL
        PickleArguments names = new PickleArguments(source, "a class", stack.pop(2));
        stack.push(name(names.at(0, String.class), names.at(1, String.class)));
      }
      case 'R' -> reduce();
      case 'b' -> build();
      case 'Q' -> stack.push(storage()); // BINPERSID
      default -> {
        return false;
      }
    }
    return true;
  }

  private StorageReference storage() {
    StorageReference storage = new PickleArguments(source, "storage", stack.pop()).storage();
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

  private Object name(String module, String name) {
    return PickleNames.find(module, name)
        .orElseThrow(
            () ->
                source.refuse(
                    "%s.%s before byte %d is none of the classes that tensors need, so it is refused"
                            .formatted(module, name, input.position())
                        + " and nothing was executed"));
  }

  /** Applies a constructor to its arguments. */
  private void reduce() {
    Object arguments = stack.pop();
    Object constructor = stack.pop();
    if (!(constructor instanceof PickleNames.Constructor known)) {
      throw stack.refuse("calls something that is no constructor");
    }
    stack.push(known.build(new PickleArguments(source, known.name(), arguments)));
  }

  /** Attributes of a value: those of ordered maps, such as PyTorch's versions, are left out. */
  private void build() {
    Object state = stack.pop();
    Object value = stack.peek();
    if (value instanceof NumpyType type) {
      type.checkState(new PickleArguments(source, "numpy.dtype", state));
    } else if (!(value instanceof Map)) {
      throw stack.refuse("sets attributes of a value that has none");
    }
  }
}
