package mclspark.spark;

/**
 * One labelled picture of a data set.
 *
 * @param path file that holds it
 * @param record its number within the file, from 0; 0 where a file holds one picture
 * @param label name of its class
 * @param classIndex number of its class, from 0
 */
public record ListedItem(String path, long record, String label, int classIndex) {}
