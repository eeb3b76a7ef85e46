/**
 * Networks: what layers they have, what their state is called, how it starts.
 *
 * <p>Entry classes: {@link mclspark.model.Architectures} gives a {@link mclspark.model.Network} (a
 * description without weights) by name; an {@link mclspark.model.Encoder} is a network with weights
 * on a device; a {@link mclspark.model.MomentumPair} is a query encoder with its key encoder.
 *
 * <p>Supervised systems train N peers at once: {@link mclspark.model.PeerArchitectures} gives a
 * {@link mclspark.model.PeerNetwork} by name, and a {@link mclspark.model.PeerEncoder} is all peers
 * with weights, and with projection heads. A new kind of network is one {@code PeerFamily}: a stem,
 * the sections of a branch, and a classifier, from which both forms of peers follow (spec 5.1).
 *
 * <p>Invariant: names and order of the state are those of PyTorch's {@code state_dict} (spec 5).
 */
package mclspark.model;
