package mclspark.spark.tables;

/**
 * How many pictures a class has.
 *
 * @param classIndex number of the class, from 0
 * @param label its name
 * @param images number of pictures
 */
public record ClassCount(int classIndex, String label, long images) {}
