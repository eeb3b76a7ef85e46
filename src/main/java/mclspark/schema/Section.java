package mclspark.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a record component as a section: a record with keys of its own. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Section {

  /** What the section is about, in one sentence. */
  String doc();

  /**
   * Defaults that differ here from those of the section's record, each written {@code key: value}.
   * For records that several jobs share.
   */
  String[] standards() default {};

  /**
   * Keys of the section's record that this job does not have, each written {@code key: value} with
   * the value that the record holds nonetheless. They cannot be set and are no part of a run's
   * identity.
   */
  String[] absent() default {};
}
