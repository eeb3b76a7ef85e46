/**
 * Turns the metrics of a run into one page that needs nothing but itself.
 *
 * <p>Entry class: {@link mclspark.report.HtmlReport}. It reads a run's folder (a {@link
 * mclspark.report.page.RunFolder}, local or on any Hadoop file system) and those of linear
 * classification jobs, and writes {@code report.html} into the run's folder:
 *
 * <pre>
 * run/
 *   metrics.jsonl            one JSON object a line; written by mclspark.metrics.MetricsLog
 *   linear/metrics.jsonl     of the linear job, where it wrote there
 *   examples/pairs.png       augmented pairs, query beside key
 *   examples/neighbours.png  test pictures and their nearest training pictures
 *   features/                spectra, accuracies by class, a map of test pictures
 *   report.html
 * </pre>
 *
 * <p>The contract with training is the file alone (src/docs/metrics.md lists every kind and field);
 * no class is shared. Every line is an object with a {@code kind}: {@code run}, {@code step},
 * {@code epoch}, {@code evaluation}, {@code knn}, {@code features}, {@code agreement}, {@code
 * linear}, {@code confusion}, {@code checkpoint}, {@code restart}, {@code warning}, {@code
 * skipped}, {@code done}. Unknown kinds and fields are passed over, so that an older report reads a
 * newer file. A line that is no such object is reported with its number; a last line without an end
 * is a line that was being written. Numbers may be the strings "NaN", "Infinity" and "-Infinity";
 * charts leave a gap there. Where a step or an epoch occurs twice, the later line counts, with all
 * that follows it.
 *
 * <p>A run of job {@code train} gets sections of its own ({@link
 * mclspark.report.SupervisedSections}, {@link mclspark.report.SupervisedTrainingSections}) instead
 * of those on encoders: no section asks for what such a run cannot have.
 *
 * <p>Flow: {@link mclspark.report.page.MetricsReader} parses lines into {@link
 * mclspark.report.page.Event}, {@link mclspark.report.page.RunData} sorts them, {@link
 * mclspark.report.page.Results} joins the run with its linear jobs, and each {@link
 * mclspark.report.page.Section} writes one part of the page. A section without data stays and says
 * why in words. All text from the data is escaped by {@link mclspark.report.page.Html}; a content
 * security policy in the page forbids any request.
 *
 * <p>Charts are drawn in the browser by uPlot, taken from its WebJar and written into the page,
 * since it is small (50 kB), takes its colours from the page's style (light and dark) and shows
 * values under the pointer.
 */
package mclspark.report;
