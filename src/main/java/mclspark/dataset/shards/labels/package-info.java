/**
 * Files that say the labels of pictures: of all ({@link mclspark.dataset.shards.labels.LabelFile}),
 * of a folder ({@link mclspark.dataset.shards.labels.MetadataFile}), of one ({@link
 * mclspark.dataset.shards.labels.SampleLabel}); and the names of numbered labels ({@link
 * mclspark.dataset.shards.labels.NameFile}).
 */
package mclspark.dataset.shards.labels;
