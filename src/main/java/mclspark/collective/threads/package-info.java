/** Workers that are threads of one JVM: {@link mclspark.collective.threads.ThreadRanks}. */
package mclspark.collective.threads;
