/**
 * Contrastive pre-training of image models on Apache Spark.
 *
 * <p>Dependencies point one way: {@code cli} to {@code spark} to {@code train} to {@code loss},
 * {@code model}, {@code data} and {@code collective} to {@code tensor} and {@code random}; {@code
 * config} and {@code report} stand beside them.
 */
package mclspark;
