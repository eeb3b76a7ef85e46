/** The page of {@code mcl drift}; start at {@link mclspark.report.drift.DriftPage}. */
package mclspark.report.drift;
