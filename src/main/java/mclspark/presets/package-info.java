/**
 * What is made of the configurations of all jobs together: the presets of an installation ({@link
 * mclspark.presets.Presets}) and the reference page ({@link mclspark.presets.ConfigReference}).
 */
package mclspark.presets;
