/** What comes out as Parquet tables: {@link mclspark.spark.tables.ResultTables}. */
package mclspark.spark.tables;
