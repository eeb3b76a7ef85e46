package mclspark.schema;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of one kind of configuration file, read from a record whose components carry {@link Key}
 * or {@link Section}.
 *
 * @param <T> the record
 */
public final class Schema<T extends Record> {

  private final Class<T> type;
  private final Map<String, KeyInfo> keys = new LinkedHashMap<>();
  private final Map<String, SectionInfo> sections = new LinkedHashMap<>();
  private final Map<String, Object> absent = new HashMap<>();

  private Schema(Class<T> type) {
    this.type = type;
    collect(type, "", Map.of(), Map.of());
  }

  /**
   * Reads a record's annotations.
   *
   * @throws IllegalStateException if a component has neither annotation
   */
  public static <T extends Record> Schema<T> of(Class<T> type) {
    return new Schema<>(type);
  }

  /** The schema of a configuration's own record. */
  @SuppressWarnings("unchecked") // an object's class is one of its type's
  public static <T extends Record> Schema<T> like(T config) {
    return of((Class<T>) config.getClass());
  }

  private void collect(
      Class<?> record,
      String section,
      Map<String, String> standards,
      Map<String, String> absentKeys) {
    for (RecordComponent component : record.getRecordComponents()) {
      String path = join(section, component);
      Key key = component.getAnnotation(Key.class);
      Section inner = component.getAnnotation(Section.class);
      String name = snakeCase(component.getName());
      if (absentKeys.containsKey(name)) {
        Type type = component.getGenericType();
        absent.put(path, ValueType.ofText(path, type, absentKeys.get(name)));
      } else if (key != null) {
        String standard = standards.getOrDefault(name, key.standard());
        keys.put(path, new KeyInfo(path, component.getGenericType(), key, standard));
      } else if (inner != null) {
        sections.put(path, new SectionInfo(path, inner.doc()));
        collect(component.getType(), path, entries(inner.standards()), entries(inner.absent()));
      } else {
        throw new IllegalStateException(path + " has neither @Key nor @Section");
      }
    }
  }

  private static Map<String, String> entries(String[] lines) {
    Map<String, String> entries = new HashMap<>();
    for (String line : lines) {
      String[] pieces = line.split(": ", 2);
      entries.put(pieces[0], pieces[1]);
    }
    return entries;
  }

  /** All keys, in the order of the records. */
  public List<KeyInfo> keys() {
    return List.copyOf(keys.values());
  }

  /** All sections, in the order of the records; the top level is not among them. */
  public List<SectionInfo> sections() {
    return List.copyOf(sections.values());
  }

  /** The key of a full name such as {@code moco.temperature}. */
  public Optional<KeyInfo> key(String path) {
    return Optional.ofNullable(keys.get(path));
  }

  boolean isSection(String path) {
    return sections.containsKey(path);
  }

  /** Names of the keys directly in a section, without the section's name. */
  List<String> namesIn(String section) {
    return keys.values().stream()
        .filter(key -> key.section().equals(section))
        .map(KeyInfo::name)
        .toList();
  }

  /** The values of a configuration by full name, in the order of the records. */
  public Map<String, Object> values(T config) {
    Map<String, Object> values = new LinkedHashMap<>();
    collectValues(config, "", values);
    return values;
  }

  private void collectValues(Record record, String section, Map<String, Object> values) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      String path = join(section, component);
      Object value = call(component, record);
      if (sections.containsKey(path)) {
        collectValues((Record) value, path, values);
      } else if (!absent.containsKey(path)) {
        values.put(path, value);
      }
    }
  }

  /** The configuration with other values for some keys, by full name. */
  public T with(T config, Map<String, ?> changes) {
    Map<String, Object> values = values(config);
    values.putAll(changes);
    return build(values);
  }

  /** Builds the record from a value for every key. */
  T build(Map<String, Object> values) {
    return type.cast(build(type, "", values));
  }

  private Object build(Class<?> record, String section, Map<String, Object> values) {
    List<Object> arguments = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      String path = join(section, component);
      arguments.add(
          sections.containsKey(path)
              ? build(component.getType(), path, values)
              : values.getOrDefault(path, absent.get(path)));
    }
    return construct(record, arguments.toArray());
  }

  private static Object construct(Class<?> record, Object[] arguments) {
    Class<?>[] types =
        Arrays.stream(record.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return record.getConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("cannot build " + record.getSimpleName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record.getSimpleName() + " must be public", e);
    }
  }

  private static Object call(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component.getName(), e);
    }
  }

  private static String join(String section, RecordComponent component) {
    String name = snakeCase(component.getName());
    return section.isEmpty() ? name : section + "." + name;
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
