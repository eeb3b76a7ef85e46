package mclspark.spark.embed;

import java.util.HashMap;
import java.util.Map;
import mclspark.embed.Provenance;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;

/** Adds the option {@link Provenance#KEY} of a write to the footer. */
public final class EmbeddingWriteSupport extends ParquetWriteSupport {

  @Override
  public WriteContext init(Configuration configuration) {
    WriteContext context = super.init(configuration);
    Map<String, String> metadata = new HashMap<>(context.getExtraMetaData());
    metadata.put(Provenance.KEY, configuration.get(Provenance.KEY));
    return new WriteContext(context.getSchema(), metadata);
  }
}
