package mclspark.spark.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import mclspark.doctor.WarmUp;
import mclspark.run.WorkerEnvironment;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes executors ready before they get a worker: each loads libtorch as it starts, and a spare
 * one, which has had nothing to do for a while, trains a small model for practice. It then replaces
 * a dead one at once.
 */
public final class WarmExecutors implements SparkPlugin {

  private static final Logger LOG = LoggerFactory.getLogger(WarmExecutors.class);
  private static final String PLUGINS = "spark.plugins";
  private static final Duration IDLE = Duration.ofSeconds(5);

  /** Adds this to the user's plugins, but in local mode, where the driver loads libtorch. */
  public static SparkConf addTo(SparkConf conf) {
    String ours = WarmExecutors.class.getName();
    String all = conf.get(PLUGINS, "");
    if (!SparkMaster.of(conf).isLocal() && !List.of(all.split(",")).contains(ours)) {
      conf.set(PLUGINS, all.isBlank() ? ours : all + "," + ours);
    }
    return conf;
  }

  @Override
  public DriverPlugin driverPlugin() {
    return null; // it has nothing to do
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Warm();
  }

  private static final class Warm implements ExecutorPlugin {

    private final AtomicBoolean used = new AtomicBoolean();

    @Override
    public void init(PluginContext context, Map<String, String> settings) {
      WorkerEnvironment.loadLibraries();
      Thread practice = new Thread(this::practise, "spare-executor");
      practice.setDaemon(true);
      practice.setPriority(Thread.MIN_PRIORITY);
      practice.start();
    }

    @Override
    public void onTaskStart() {
      used.set(true);
    }

    private void practise() {
      try {
        Thread.sleep(IDLE.toMillis());
        if (!used.get()) {
          WarmUp.run();
          LOG.info("This executor is a spare, ready to replace another");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception | LinkageError e) {
        LOG.warn(
            "A spare executor could not train for practice; mcl doctor --executors says why", e);
      }
    }
  }
}
