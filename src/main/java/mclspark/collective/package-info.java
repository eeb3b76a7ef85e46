/**
 * All-reduce and its relatives among the workers of a run, with deadlines on everything and the
 * same bits from every back end: what a worker can do ({@link mclspark.collective.Collective}) and
 * what back ends share. How a worker joins a group is in {@code collective.join}; the back ends are
 * {@code threads}, {@code mesh} (over {@code wire}), {@code shared} and {@code nccl}.
 *
 * <p>Invariants. Sums follow the binary tree over workers, adjacent pairs, an odd one carried up;
 * neither timing nor chunk size nor back end changes a bit (but NCCL's order is its own). Every
 * wait has a deadline ({@link mclspark.collective.Settings}). When one worker fails, all throw a
 * {@link mclspark.collective.RankFailedException} that names the same one, and the group stays
 * dead.
 */
package mclspark.collective;
