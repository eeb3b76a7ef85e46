/**
 * Kryo. Every class that it meets in training is named in {@link
 * mclspark.spark.kryo.KryoRegistrations}, and anything else is refused there; jobs on users' tables
 * also meet the classes of Spark and of the tables' libraries.
 */
package mclspark.spark.kryo;
