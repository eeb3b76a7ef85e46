/**
 * Workers that are connected each to each: {@link mclspark.collective.mesh.TcpCollective}. Each
 * worker listens, all exchange their {@link mclspark.collective.Announcement}, each connects to the
 * lower ranks ({@link mclspark.collective.mesh.MeshSetUp}). Then operations run over the data
 * connections ({@link mclspark.collective.mesh.Mesh}, {@code ReduceExchange}), while a control
 * connection to rank 0 carries heartbeats and the news of failures ({@code ControlStar}).
 *
 * <p>Cost of an all-reduce of n bytes on P workers: {@code 2 n (P - 1) / P} bytes sent by each, two
 * hops, {@code P - 1} chunks of scratch memory. Members that reach each other's memory only meet in
 * it ({@code MeetingExchange}).
 */
package mclspark.collective.mesh;
