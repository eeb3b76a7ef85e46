/**
 * What features are like, beyond the accuracy that they give: rank and spectrum, uniformity and
 * alignment, a map in two dimensions, agreement of peers. Pure functions of features; entry class:
 * {@link mclspark.pretrain.features.FeatureFigures}.
 */
package mclspark.pretrain.features;
