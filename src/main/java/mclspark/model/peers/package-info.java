/**
 * Networks of the supervised systems, which train N peers at once. {@link
 * mclspark.model.peers.PeerArchitectures} gives a {@link mclspark.model.peers.PeerNetwork} by name
 * (section {@link mclspark.model.peers.SupervisedModelConfig}), and a {@link
 * mclspark.model.peers.PeerEncoder} is all peers with weights, and with projection heads. A new
 * kind of network is one {@link mclspark.model.peers.PeerFamily}: a stem, the sections of a branch,
 * and a classifier, from which both forms of peers follow (spec 5.1).
 */
package mclspark.model.peers;
