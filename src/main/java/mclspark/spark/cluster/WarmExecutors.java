package mclspark.spark.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import mclspark.doctor.WarmUp;
import mclspark.run.WorkerEnvironment;
import mclspark.spark.barrier.BarrierStage;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
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
  private static final Duration FIRST_TASK_TIMEOUT = Duration.ofSeconds(5);
  private static final String DESCRIPTION = "practice of a spare executor";

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
    return new FirstTasks();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Warm();
  }

  private static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Gives a spare executor a task: Spark's own code of an executor's first one takes long, too. */
  private static final class FirstTasks implements DriverPlugin {

    private JavaSparkContext spark;

    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
      spark = new JavaSparkContext(context);
      return Map.of();
    }

    @Override
    public Object receive(Object executor) {
      daemon("first-task", () -> run((String) executor)).start();
      return null;
    }

    private void run(String executor) {
      spark.setLocalProperty("spark.job.description", DESCRIPTION);
      try {
        BarrierStage.run(spark, 1, FIRST_TASK_TIMEOUT, context -> null);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) { // it has got a worker, or the job has ended
        LOG.debug("Executor {} had no task for practice", executor, e);
      }
    }
  }

  private static final class Warm implements ExecutorPlugin {

    private final AtomicBoolean used = new AtomicBoolean();
    private PluginContext plugin;

    @Override
    public void init(PluginContext context, Map<String, String> settings) {
      plugin = context;
      WorkerEnvironment.loadLibraries();
      daemon("spare-executor", this::practise).start();
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
          plugin.send(plugin.executorID());
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
