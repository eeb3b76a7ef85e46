/**
 * The JVM that a command runs in: whether its Java and class path will do, who has started it, and
 * what it was given.
 */
package mclspark.cli.jvm;
