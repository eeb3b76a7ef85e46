/**
 * The part of a page on what the features are: figures by epoch, spectrum, accuracy by class, and a
 * map with pictures. It reads {@code features} and {@code agreement} lines of the metrics and the
 * files in {@code features/} (src/docs/metrics.md).
 */
package mclspark.report.features;
