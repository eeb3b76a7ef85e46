/**
 * What a run tells of itself: {@code metrics.jsonl} ({@link mclspark.metrics.MetricsLog}, whose
 * lines are {@link mclspark.metrics.MetricsEvent}s; {@code src/docs/metrics.md} has them all),
 * TensorBoard, the list of skipped pictures, and the progress line that the driver shows ({@link
 * mclspark.metrics.ProgressFollower}). The section is {@link mclspark.metrics.LogConfig}.
 *
 * <p>Invariant: one writer at a time, the first worker during a stage, the driver before and after.
 */
package mclspark.metrics;
