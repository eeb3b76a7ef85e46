/**
 * Reads what the development kit of ImageNet needs of MATLAB's files: arrays of structs with
 * numbers and texts. Nothing else is understood, and lengths are checked before anything is read.
 */
package mclspark.dataset.matlab;
