/**
 * All-reduce and its relatives among the workers of a run, over threads of one JVM or TCP, with
 * deadlines on everything and the same bits from every back end. Entry class: {@link
 * mclspark.collective.Collective}. Invariant: sums follow the binary tree order over workers.
 */
package mclspark.collective;
