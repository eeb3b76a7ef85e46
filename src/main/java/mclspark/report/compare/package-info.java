/** One page on several runs; entry class: {@link mclspark.report.compare.Comparison}. */
package mclspark.report.compare;
