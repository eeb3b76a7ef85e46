/**
 * {@code mcl doctor}: what a machine has, whether it computes right, and how fast, without Spark.
 *
 * <p>Entry class: {@link mclspark.doctor.Doctor}. It runs {@link mclspark.doctor.Check}s of the
 * machine, the libraries, the GPUs, then a self-test and rates; each becomes {@link
 * mclspark.doctor.Finding}s, which a {@link mclspark.doctor.Report} shows as text or JSON.
 *
 * <p>Invariant: every check has a deadline, and one that fails is a finding like others: the report
 * always comes to its end.
 */
package mclspark.doctor;
