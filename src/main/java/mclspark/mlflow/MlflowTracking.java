package mclspark.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mclspark.metrics.MetricsLog;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a server of a run while it goes on, from a thread of its own. Whatever the server does, a
 * run that has come to its end waits for it at most five minutes, while files are on their way, and
 * any other ten seconds.
 */
public final class MlflowTracking {

  /**
   * The job that is told of.
   *
   * @param <R> what it gives
   */
  @FunctionalInterface
  public interface Work<R> {
    /** Does it. */
    R run() throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(MlflowTracking.class);
  private final TrackedRun tracked;
  private final Patience patience;
  private final MlflowConfig config;
  private final String address;
  private final MlflowServer server;
  private final GrowingFile metrics;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String status = "";

  private MlflowRun run; // null before the first line
  private JsonNode settings; // null until they are told
  private boolean parametersTold;
  private boolean troubled;
  private boolean refused;

  private MlflowTracking(TrackedRun tracked, String address, Patience patience) {
    this.tracked = tracked;
    this.patience = patience;
    this.address = address;
    config = tracked.config();
    server =
        new MlflowServer(
            URI.create(address),
            MlflowServer.authorization(tracked.environment()),
            patience.call());
    metrics = new GrowingFile(new Path(tracked.output(), MetricsLog.FILE_NAME), tracked.hadoop());
  }

  /**
   * Does a job, and tells the server of it if one is named.
   *
   * @throws InterruptedException if the job does
   */
  public static <R> R around(TrackedRun tracked, Work<R> job) throws InterruptedException {
    return around(tracked, Patience.USUAL, job);
  }

  /** The same with other deadlines. */
  static <R> R around(TrackedRun tracked, Patience patience, Work<R> job)
      throws InterruptedException {
    String address = tracked.address();
    if (address.isEmpty()) {
      return job.run();
    }
    if (!MlflowServer.isAddress(address)) {
      LOG.warn(
          "MLFLOW_TRACKING_URI is not the address of a server, such as http://mlflow:5000: a host"
              + " without '_', a port up to 65535, no query, and no user, password or token, which"
              + " MLFLOW_TRACKING_TOKEN or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD"
              + " give; MLflow is not told of this run.");
      return job.run();
    }
    return new MlflowTracking(tracked, address, patience).around(job);
  }

  private <R> R around(Work<R> job) throws InterruptedException {
    LOG.info("MLflow at {} is told of this run.", server.host());
    passOver();
    Thread thread = new Thread(this::tell, "mlflow");
    thread.setDaemon(true);
    thread.start();
    try {
      R result = job.run();
      end(thread, "FINISHED", patience.goodEnd());
      return result;
    } catch (InterruptedException e) {
      end(thread, "KILLED", patience.badEnd());
      throw e;
    } catch (RuntimeException | Error e) {
      end(thread, "FAILED", patience.badEnd());
      throw e;
    }
  }

  private void end(Thread thread, String how, Duration limit) {
    status = how;
    ended.countDown();
    try {
      thread.join(limit.toMillis());
      if (thread.isAlive()) {
        LOG.warn("MLflow at {} is too slow; not all was sent.", server.host());
      }
    } catch (InterruptedException e) { // whoever ends the program does not wait
      Thread.currentThread().interrupt();
    }
  }

  /** What an earlier start has told. */
  private void passOver() {
    try {
      metrics.look();
    } catch (IOException e) {
      trouble(e);
    }
  }

  private void tell() {
    try {
      Duration wait = patience.period();
      while (!ended.await(wait.toMillis(), TimeUnit.MILLISECONDS) && !refused) {
        wait = attempt(this::send) ? patience.period() : patience.afterFailure();
      }
      ended.await(); // what the server refuses does not end the job
      boolean sent = !refused && attempt(this::send);
      if (sent && run != null) {
        boolean whole = !status.equals("FINISHED") || attempt(this::sendFiles);
        attempt(() -> run.end(status));
        LOG.info("MLflow has run {}{}.", run.id(), whole ? "" : " without all of its files");
      } else if (refused && run != null) {
        attempt(() -> run.end(status)); // lest it seem to go on for ever
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something that calls the server. */
  private interface Step {
    void run() throws Exception;
  }

  private boolean attempt(Step step) {
    try {
      step.run();
      return true;
    } catch (Exception e) { // whatever it is, it must not end the thread in silence
      trouble(e);
      return false;
    }
  }

  private void trouble(Exception e) {
    boolean lasts = e instanceof MlflowException answer && answer.lasts();
    boolean told = troubled && (refused || !lasts);
    refused |= lasts;
    if (!told) {
      LOG.warn(
          "MLflow at {}: {}. The run goes on{}; its metrics are in {}.",
          server.host(),
          e instanceof MlflowException ? e.getMessage() : e.toString(),
          refused ? " without it" : ", and it is asked again",
          MetricsLog.FILE_NAME);
    }
    troubled = true;
  }

  private void send() throws IOException {
    List<String> lines = metrics.look();
    while (!lines.isEmpty()) {
      MlflowEvents events = MlflowEvents.of(lines);
      begin();
      settings = events.config().orElse(settings);
      if (settings != null && !parametersTold) {
        tellParameters(MlflowEvents.parameters(settings));
        parametersTold = true;
      }
      run.metrics(events.metrics(config.prefix(), System.currentTimeMillis()));
      metrics.taken();
      lines = metrics.look();
    }
  }

  private void tellParameters(Map<String, String> parameters) throws MlflowException {
    run.parameters(parameters);
    List<String> unlike = run.unlike(parameters);
    if (!unlike.isEmpty()) {
      LOG.info("MLflow's run {} keeps its first values of {}.", run.id(), unlike);
    }
  }

  private void begin() throws IOException {
    if (run != null) {
      return;
    }
    SavedId saved = SavedId.in(tracked.output(), tracked.hadoop());
    Optional<String> before = metrics.isAnew() ? Optional.empty() : saved.read(address);
    Optional<String> known = tracked.givenId().or(() -> before);
    if (known.isPresent()) {
      run = MlflowRun.again(server, known.get());
    } else {
      run = MlflowRun.begin(server, tracked.experiment(), tracked.runName(), tags());
    }
    saved.write(address, run.id());
  }

  private Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.source.name", "mcl-spark");
    tags.put("mlflow.user", System.getProperty("user.name", ""));
    tags.put("mcl.output", tracked.output());
    tags.putAll(config.tagMap());
    return tags;
  }

  private void sendFiles() throws Exception {
    if (!run.takesArtifacts()) {
      LOG.warn(
          "MLflow at {} keeps files elsewhere, where they are not sent to; start it with"
              + " --serve-artifacts to have them there.",
          server.host());
      return;
    }
    MlflowArtifacts files = new MlflowArtifacts(run, new Path(tracked.output()), tracked.hadoop());
    if (settings != null) {
      files.config(settings);
    }
    files.report(tracked.page().call());
    if (config.logModel()) {
      files.models();
    }
    Optional<String> version =
        config.registeredModel().isEmpty() ? Optional.empty() : files.version();
    if (version.isPresent()) {
      run.register(config.registeredModel(), version.get(), config.alias());
    }
  }
}
