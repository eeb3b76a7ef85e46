/**
 * Kryo. Every class that it meets is named in {@link mclspark.spark.kryo.KryoRegistrations}, and
 * anything else is refused.
 */
package mclspark.spark.kryo;
