package mclspark.schema;

/**
 * One section of a schema.
 *
 * @param path the name; empty for the top level
 * @param doc what it is about
 */
public record SectionInfo(String path, String doc) {}
