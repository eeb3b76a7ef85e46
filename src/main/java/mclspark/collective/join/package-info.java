/**
 * How a worker joins a group of threads, of JVMs of one machine, or over TCP: {@link
 * mclspark.collective.join.Collectives} chooses the back end ({@link mclspark.collective.Backend})
 * by where the workers are ({@link mclspark.collective.join.Placement}).
 */
package mclspark.collective.join;
