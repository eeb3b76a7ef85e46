package mclspark.collective.wire;

import javax.crypto.spec.SecretKeySpec;

/**
 * Keys of one connection, one per direction. They hold the challenges of both ends, so no two
 * connections ever have the same.
 *
 * @param send for what this worker sends
 * @param receive for what it receives
 */
record TrafficKeys(SecretKeySpec send, SecretKeySpec receive) {}
