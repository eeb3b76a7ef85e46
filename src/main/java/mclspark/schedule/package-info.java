/**
 * What a scheduler needs of a run: how it ended ({@link mclspark.schedule.RunResult}, the file
 * {@code result.json}), where the run of a date belongs ({@link mclspark.schedule.Slots}).
 *
 * <p>Invariant: {@code result.json} is written whole, last, and only by the process that holds the
 * folder's lease; where it is absent the run goes on or was killed.
 */
package mclspark.schedule;
