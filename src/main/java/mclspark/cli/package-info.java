/**
 * The command line {@code mcl}. Entry class: {@link mclspark.cli.Main}. A command parses and checks
 * its input, hands a valid configuration to the job that it was made with, and ends with one of
 * {@link mclspark.ExitCode}.
 *
 * <p>Invariant: a mistake of the user is told in plain sentences on standard error; only bugs show
 * a stack.
 */
package mclspark.cli;
