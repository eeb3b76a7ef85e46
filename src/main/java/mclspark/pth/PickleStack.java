package mclspark.pth;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;

/**
 * The values that a pickle's operations work on. Values are {@link String}, {@link Long}, {@link
 * java.math.BigInteger}, {@link Double}, {@link Boolean}, {@link Nothing}, {@link OpaqueValue},
 * lists, maps, and what {@link PickleNames} knows. A list or map that was put into another can't
 * change any more, so that no value contains itself and depths are known.
 */
final class PickleStack {

  private static final int DEEPEST = 100;
  private static final int LONGEST_KEY = 4096;
  private static final Object MARK = new Object();

  private final PickleInput input;
  private final SourceBytes source;
  private final List<Object> values = new ArrayList<>();
  private final Map<Object, Integer> depths = new IdentityHashMap<>();
  private final Map<Object, Boolean> closed = new IdentityHashMap<>();

  PickleStack(SourceBytes source, PickleInput input) {
    this.source = source;
    this.input = input;
  }

  void mark() {
    values.add(MARK);
  }

  /** Pushes a value that holds no others, or an empty list or map. */
  void push(Object value) {
    values.add(value);
  }

  /** Pushes a list that never changes. */
  void pushTuple(List<Object> items) {
    List<Object> tuple = List.copyOf(items);
    enclose(tuple, items);
    values.add(tuple);
  }

  Object pop() {
    Object value = peek();
    values.remove(values.size() - 1);
    return value;
  }

  Object peek() {
    if (values.isEmpty() || values.get(values.size() - 1) == MARK) {
      throw refuse("takes a value where there is none");
    }
    return values.get(values.size() - 1);
  }

  /** Takes the last {@code count} values. */
  List<Object> pop(int count) {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(0, pop());
    }
    return items;
  }

  /** Takes everything above the last mark, and the mark. */
  List<Object> popToMark() {
    int mark = values.lastIndexOf(MARK);
    if (mark < 0) {
      throw refuse("looks for a mark where there is none");
    }
    List<Object> above = values.subList(mark + 1, values.size());
    List<Object> items = new ArrayList<>(above);
    values.subList(mark, values.size()).clear();
    return items;
  }

  /** Takes the value on top, or the mark. */
  void drop() {
    if (values.isEmpty()) {
      throw refuse("takes a value where there is none");
    }
    values.remove(values.size() - 1);
  }

  /** Appends to the list on top; what an opaque value holds is left out. */
  void append(List<Object> items) {
    if (peek() instanceof OpaqueValue) {
      return;
    }
    List<Object> list = top(ArrayList.class, "a list");
    enclose(list, items);
    list.addAll(items);
  }

  /** Puts keys and values, in turn, into the map on top, with the same exception. */
  void put(List<Object> items) {
    if (peek() instanceof OpaqueValue) {
      return;
    }
    Map<Object, Object> map = top(Map.class, "a map");
    if (items.size() % 2 != 0) {
      throw refuse("puts a key without a value into a map");
    }
    enclose(map, items);
    for (int i = 0; i < items.size(); i += 2) {
      map.put(key(items.get(i)), items.get(i + 1));
    }
  }

  /**
   * No key of ours is a tuple, bytes or a very long string, and their hashes and comparisons could
   * take for ever: tuples may contain one another, and strings be compared again and again.
   */
  private static Object key(Object key) {
    boolean plain =
        key instanceof String text
            ? text.length() <= LONGEST_KEY
            : key instanceof Number || key instanceof Boolean || key == Nothing.NONE;
    return plain || key instanceof OpaqueValue ? key : new OpaqueValue("a key of another kind");
  }

  @SuppressWarnings("unchecked")
  private <T> T top(Class<?> kind, String what) {
    Object top = peek();
    if (!kind.isInstance(top)) {
      throw refuse("needs " + what + " where there is none");
    }
    if (closed.containsKey(top)) {
      throw refuse("changes " + what + " that is already part of another value");
    }
    return (T) top;
  }

  private void enclose(Object whole, List<Object> parts) {
    int depth = depths.getOrDefault(whole, 1);
    for (Object part : parts) {
      if (part == whole) {
        throw refuse("puts a value into itself");
      }
      if (part instanceof List || part instanceof Map) {
        closed.put(part, true);
        depth = Math.max(depth, depths.getOrDefault(part, 1) + 1);
      }
    }
    if (depth > DEEPEST) {
      throw refuse("nests lists and maps more than " + DEEPEST + " deep");
    }
    depths.put(whole, depth);
  }

  /** The error for a pickle that is wrong; {@code problem} follows "its description". */
  UserError refuse(String problem) {
    return source.refuse("its description " + problem + " (before byte " + input.position() + ")");
  }
}
