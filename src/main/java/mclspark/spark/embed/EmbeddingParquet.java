package mclspark.spark.embed;

import org.apache.hadoop.mapreduce.Job;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map;

/**
 * Spark's Parquet with the provenance of the vectors in each footer, under a key that other readers
 * find: Spark keeps the metadata of columns in a key of its own. Named as a format for writing
 * alone; the files are read as any Parquet.
 */
public final class EmbeddingParquet extends ParquetFileFormat {

  private static final long serialVersionUID = 1L;

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession session, Job job, Map<String, String> options, StructType schema) {
    OutputWriterFactory writers = super.prepareWrite(session, job, options, schema);
    ParquetOutputFormat.setWriteSupportClass(job, EmbeddingWriteSupport.class);
    return writers;
  }
}
