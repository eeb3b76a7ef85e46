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
 * <p>Back ends ({@link mclspark.collective.BackEnd}), chosen by where the workers are ({@code
 * Placement}): threads of one JVM ({@code ThreadRanks}), JVMs of one machine that map the same
 * memory ({@code SharedMemory}), and TCP ({@code TcpCollective}).
 *
 * <p>How a group over TCP comes about: each worker listens ({@link
 * mclspark.collective.TcpCollective#listen}), all exchange their {@link
 * mclspark.collective.Announcement}, each connects to the lower ranks and proves that it knows the
 * job's secret ({@code MeshSetUp}, {@code Handshake}). Then operations run over the data
 * connections ({@code Mesh}, {@code ReduceExchange}), while a control connection to rank 0 carries
 * heartbeats and the news of failures ({@code ControlStar}).
 *
 * <p>Encryption ({@link mclspark.collective.Settings#encrypt}): all that both kinds of connections
 * carry after the handshake are AES-128-GCM records ({@code SealedWire}). Each direction of each
 * connection has its own key: HKDF (HMAC-SHA256) from the group's key, which comes from the job's
 * secret and all workers' nonces, over the handshake's messages, which hold a fresh challenge of
 * each end. The nonce is the record's number, so it never repeats under a key, and a record that is
 * changed, repeated, left out or out of order does not open: the group ends, naming the worker it
 * came from. One that is cut is a closed connection. Lengths and times of messages can be seen.
 *
 * <p>Shared memory: a group over TCP agrees on a file of at most 32 MB (more beyond 45 workers) in
 * {@code /dev/shm} that only its user may open, all map it and rank 0 deletes its name at once, so
 * that nothing is left whatever happens later. Frames then go through one ring per ordered pair of
 * workers ({@code SharedRing}) in place of the data connections; memory knows nothing of the dead,
 * so the control connections stay. Waiting is a few yields, then sleeps of at most 1 ms. What is in
 * the memory is not encrypted: it does not leave the machine.
 *
 * <p>Cost of an all-reduce of n bytes on P workers: {@code 2 n (P - 1) / P} bytes sent by each, two
 * hops, {@code P - 1} chunks of scratch memory. {@link mclspark.collective.CollectiveBench}
 * measures it between JVMs of one machine.
 */
package mclspark.collective;
