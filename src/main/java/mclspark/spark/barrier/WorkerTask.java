package mclspark.spark.barrier;

import java.io.Serializable;

/**
 * What one worker of a barrier stage does. Travels to the executors by Java serialization, so all
 * that a lambda captures must be serializable.
 *
 * @param <R> result; its class must be named in {@code KryoRegistrations}
 */
@FunctionalInterface
public interface WorkerTask<R> extends Serializable {

  /**
   * Runs on an executor, once per rank, at the same time on all ranks.
   *
   * @return the result; may be null, as a rule on every rank but 0
   * @throws Exception any failure, which fails the whole stage; do not catch what another rank must
   *     learn about
   */
  R run(WorkerContext context) throws Exception;
}
