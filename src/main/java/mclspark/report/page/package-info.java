/**
 * What pages are made of: a run's folder and its metrics read ({@link
 * mclspark.report.page.RunFolder}, {@link mclspark.report.page.MetricsReader}, {@link
 * mclspark.report.page.RunData}), and sections written ({@link mclspark.report.page.Section},
 * {@link mclspark.report.page.Html}, {@link mclspark.report.page.Chart}).
 */
package mclspark.report.page;
