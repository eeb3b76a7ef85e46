/** Commands on tables of embeddings: neighbours, near-duplicates, drift. */
package mclspark.cli.search;
