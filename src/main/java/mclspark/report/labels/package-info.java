/**
 * What labels are worth with pre-trained encoders and without: {@link
 * mclspark.report.labels.LabelTable}, from the metrics of several runs.
 */
package mclspark.report.labels;
