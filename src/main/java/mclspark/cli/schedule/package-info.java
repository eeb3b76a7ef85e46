/**
 * Commands for schedules: {@code mcl promote} and {@code mcl drift}, whose exit code 4 is an
 * answer.
 */
package mclspark.cli.schedule;
