/**
 * All-reduce and its relatives among the workers of a run, with deadlines on everything and the
 * same bits from every back end but NCCL: what a worker can do ({@link
 * mclspark.collective.Collective}) and what back ends share. {@code collective.join} chooses among
 * {@code threads}, {@code mesh} (TCP, over {@code wire}) and {@code shared}; {@code nccl} is laid
 * over one of them by {@code spark.WorkerGroup}. The section {@link
 * mclspark.collective.CollectiveConfig} gives the {@link mclspark.collective.CollectiveOptions} of
 * a group.
 *
 * <p>Invariants. Sums follow the binary tree over workers, adjacent pairs, an odd one carried up;
 * neither timing nor chunk size nor back end changes a bit. Every wait has a deadline ({@link
 * mclspark.collective.CollectiveOptions}). When one worker fails, all throw a {@link
 * mclspark.collective.RankFailedException} that names the same one, and the group stays dead.
 */
package mclspark.collective;
