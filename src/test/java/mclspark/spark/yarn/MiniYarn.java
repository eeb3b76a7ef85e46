package mclspark.spark.yarn;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A JVM with a resource manager and two node managers, on a class path of its own ({@link
 * YarnCluster}). It ends with its standard input.
 */
final class MiniYarn {

  private static final int NODES = 2;
  private static final String MEMORY_MIB = "8192";

  private MiniYarn() {}

  /**
   * Starts the cluster and writes {@code yarn-site.xml} when it is up.
   *
   * @param arguments the folder for that file
   */
  public static void main(String[] arguments) throws IOException {
    try (MiniYARNCluster cluster = new MiniYARNCluster("mini", 1, NODES, 1, 1)) {
      cluster.init(configuration());
      cluster.start();
      write(cluster.getConfig(), Path.of(arguments[0]));
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static Configuration configuration() {
    Configuration conf = new YarnConfiguration();
    conf.set("fs.defaultFS", "file:///");
    conf.set("yarn.nodemanager.resource.memory-mb", MEMORY_MIB);
    conf.set("yarn.minicluster.yarn.nodemanager.resource.memory-mb", MEMORY_MIB);
    conf.set("yarn.nodemanager.resource.cpu-vcores", "4");
    conf.set("yarn.scheduler.minimum-allocation-mb", "128");
    conf.set("yarn.scheduler.maximum-allocation-mb", MEMORY_MIB);
    // Else no container is ever measured.
    conf.set("yarn.minicluster.control-resource-monitoring", "true");
    conf.set("yarn.nodemanager.pmem-check-enabled", "true");
    conf.set("yarn.nodemanager.resource.memory.enforced", "false"); // else left to cgroups
    conf.set("yarn.nodemanager.vmem-check-enabled", "false");
    conf.set("yarn.nodemanager.container-monitor.interval-ms", "500");
    conf.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99");
    for (String service : new String[] {"resourcemanager", "nodemanager"}) {
      conf.set("yarn." + service + ".hostname", "127.0.0.1");
      conf.set("yarn." + service + ".bind-host", "127.0.0.1");
    }
    conf.set("yarn.application.classpath", "/none"); // Spark brings all that it needs
    return conf;
  }

  /** Renamed when it is whole, since its reader waits for it. */
  private static void write(Configuration conf, Path folder) throws IOException {
    Path part = folder.resolve("yarn-site.part");
    try (OutputStream out = Files.newOutputStream(part)) {
      conf.writeXml(out);
    }
    Files.move(part, folder.resolve("yarn-site.xml"), StandardCopyOption.ATOMIC_MOVE);
  }
}
