/**
 * Users' tables of pictures as data frames: Parquet as Hugging Face writes it, Delta, Iceberg and
 * folders read by Spark's {@code binaryFile}. Entry class: {@link
 * mclspark.spark.pictures.PictureTable}.
 *
 * <p>Invariant: no row of a table comes to the driver.
 */
package mclspark.spark.pictures;
