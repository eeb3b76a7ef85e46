package mclspark.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents one key of the configuration. The key's name is the record component's in snake_case;
 * its type is one of {@code String, boolean, int, long, double}, an enum, or a list of {@code
 * Integer} or {@code Double}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {

  /** What the key does, in whole sentences. */
  String doc();

  /** The default, written as in YAML; the only place where it stands. Unused if required. */
  String standard() default "";

  /** True if the key has no default. Only text keys can be required. */
  boolean required() default false;

  /** Bounds of a number, or of every number of a list: {@code > 0} or {@code >= 0 and < 1}. */
  String range() default "";

  /** The unit, if any: seconds, bytes, pictures. */
  String unit() default "";

  /** A value known to work and where it comes from; shown in brackets in error messages. */
  String hint() default "";

  /**
   * Whether another value changes the numbers that the run computes. Such keys make up the run's
   * identity: a run cannot be resumed with another value.
   */
  boolean changesNumbers() default true;

  /**
   * Whether the value is a place whose contents count and not its name: a run may go on under
   * another name if the contents are the same, which the caller has to compare.
   */
  boolean byContent() default false;

  /**
   * Whether the identity leaves the key out where it has its default: for keys that came when there
   * were runs already, whose identity must not change.
   */
  boolean omittedByDefault() default false;
}
