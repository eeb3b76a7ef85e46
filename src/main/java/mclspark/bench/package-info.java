/**
 * What {@code mcl bench} measures: steps, the way of pictures, collectives. Both sides of a
 * comparison run in turn; results are medians.
 */
package mclspark.bench;
