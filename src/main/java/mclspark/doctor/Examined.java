package mclspark.doctor;

import java.io.Serializable;
import java.util.List;

/**
 * What was found in one of several processes.
 *
 * @param place its host and name
 * @param findings in the order of the parts
 */
public record Examined(String place, List<Finding> findings) implements Serializable {}
