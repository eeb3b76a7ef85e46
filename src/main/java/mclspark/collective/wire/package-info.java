/**
 * Connections between two workers: the handshake, in which each end proves that it knows the job's
 * secret, and the bytes after it, plain or encrypted. Entry classes: {@link
 * mclspark.collective.wire.Handshake} and {@link mclspark.collective.wire.Wire}.
 *
 * <p>Encryption ({@link mclspark.collective.CollectiveOptions#encrypt}): all that connections carry
 * after the handshake are AES-128-GCM records ({@link mclspark.collective.wire.SealedWire}). Each
 * direction of each connection has its own key: HKDF (HMAC-SHA256) from the group's key, which
 * comes from the job's secret and all workers' nonces, over the handshake's messages, which hold a
 * fresh challenge of each end. The nonce is the record's number, so it never repeats under a key,
 * and a record that is changed, repeated, left out or out of order does not open: the group ends,
 * naming the worker it came from. One that is cut is a closed connection. Lengths and times of
 * messages can be seen.
 */
package mclspark.collective.wire;
