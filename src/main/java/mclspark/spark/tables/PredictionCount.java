package mclspark.spark.tables;

/**
 * How many pictures of one class were taken for another by one worker.
 *
 * @param label number of the true class
 * @param predicted number of the class that scored best
 * @param images number of pictures
 */
public record PredictionCount(int label, int predicted, long images) {}
