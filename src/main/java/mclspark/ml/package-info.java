/** Stages of Spark ML pipelines: {@link mclspark.ml.ImageEmbedder}. */
package mclspark.ml;
