package mclspark.dataset;

import java.io.Serializable;

/**
 * A CIFAR binary file of a listing.
 *
 * @param path the file
 * @param records how many pictures it holds
 */
public record CifarFile(String path, int records) implements Serializable {}
