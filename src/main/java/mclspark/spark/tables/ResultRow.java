package mclspark.spark.tables;

/**
 * A result of linear classification.
 *
 * @param peer number of the peer network, from 0, or {@code untrained} for the control
 * @param epoch number of finished epochs
 * @param top1 share of pictures whose best class is right, in percent
 * @param top5 share of pictures with the right class among the best five, in percent
 * @param loss mean cross entropy per picture, in nats
 * @param images number of pictures
 */
public record ResultRow(
    String peer, int epoch, double top1, double top5, double loss, long images) {}
