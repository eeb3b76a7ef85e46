package mclspark.metrics;

/**
 * What the driver knows of a run from the last {@code step} line of its metrics.
 *
 * @param epoch from 0
 * @param step from 0, of the whole run
 * @param loss total, in nats
 */
public record StepProgress(int epoch, long step, double loss, MetricsEvent.Speed speed) {}
