/** What libtorch does: {@link mclspark.tensor.profile.OperatorCount} counts its operators. */
package mclspark.tensor.profile;
