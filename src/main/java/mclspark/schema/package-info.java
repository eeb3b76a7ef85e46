/**
 * Turns annotated records into typed, documented and checked configuration: names, defaults,
 * ranges, error sentences and the reference page all come from {@link mclspark.schema.Key} and
 * {@link mclspark.schema.Section}. Knows no particular key. Entry class: {@link
 * mclspark.schema.Schema}, then {@link mclspark.schema.Values}. Invariant: a problem is collected,
 * never thrown alone, so that a user sees all of them at once.
 */
package mclspark.schema;
