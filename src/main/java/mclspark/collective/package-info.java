/**
 * All-reduce and its relatives among the workers of a run, with deadlines on everything and the
 * same bits from every back end. Entry classes: {@link mclspark.collective.Collective}, what a
 * worker can do, and {@link mclspark.collective.Collectives}, how it joins.
 *
 * <p>Invariants. Sums follow the binary tree over workers, adjacent pairs, an odd one carried up;
 * neither timing nor chunk size nor back end changes a bit. Every wait has a deadline ({@link
 * mclspark.collective.Settings}). When one worker fails, all throw a {@link
 * mclspark.collective.RankFailedException} that names the same one, and the group stays dead.
 *
 * <p>How a group over TCP comes about: each worker listens ({@link
 * mclspark.collective.TcpCollective#listen}), all exchange their {@link
 * mclspark.collective.Announcement}, each connects to the lower ranks and proves that it knows the
 * job's secret ({@code MeshSetUp}, {@code Handshake}). Then operations run over the data
 * connections ({@code Mesh}, {@code ReduceExchange}), while a control connection to rank 0 carries
 * heartbeats and the news of failures ({@code ControlStar}).
 *
 * <p>Cost of an all-reduce of n bytes on P workers: {@code 2 n (P - 1) / P} bytes sent by each, two
 * hops, {@code P - 1} chunks of scratch memory. {@link mclspark.collective.CollectiveBench}
 * measures it between JVMs of one machine.
 */
package mclspark.collective;
