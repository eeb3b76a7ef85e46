/**
 * The cluster: settings ({@link mclspark.spark.cluster.SparkSettings}: conf/spark/common.conf under
 * the user's own), what cannot work, told before Spark starts ({@link
 * mclspark.spark.cluster.Preflight}), sessions, slots, GPUs, and with how many workers a stage is
 * tried again ({@link mclspark.spark.cluster.ElasticWorkers}).
 */
package mclspark.spark.cluster;
