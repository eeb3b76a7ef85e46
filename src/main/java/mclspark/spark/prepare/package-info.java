/**
 * {@code mcl prepare}: shards are written by Spark's executors. Entry class: {@link
 * mclspark.spark.prepare.PrepareJob}.
 */
package mclspark.spark.prepare;
