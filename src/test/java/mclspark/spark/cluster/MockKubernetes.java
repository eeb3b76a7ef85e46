package mclspark.spark.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.spark.SparkConf;

/**
 * An API server of Kubernetes in this JVM: it keeps objects and tells watchers of them, and no node
 * ever runs a pod.
 */
public final class MockKubernetes implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  private final KubernetesMockServer server;
  private final KubernetesClient client;

  /** Starts a server that allows everything. */
  public MockKubernetes() {
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    server =
        new KubernetesMockServer(
            new Context(JSON), new MockWebServer(), responses, new Starting(responses), false);
    server.init();
    client = server.createClient();
  }

  /** Gives new pods a status and makes what is applied, as a real server does. */
  private static final class Starting extends KubernetesMixedDispatcher {

    Starting(Map<ServerRequest, Queue<ServerResponse>> responses) {
      super(responses);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String path = request.getPath();
      if (request.getMethod().equals("PATCH") && path.contains("fieldManager=")) {
        return super.dispatch(
            post(request, path.substring(0, path.lastIndexOf('/')), json(request)));
      }
      if (request.getMethod().equals("POST") && path.endsWith("/pods")) {
        ObjectNode pod = (ObjectNode) json(request);
        pod.putObject("status").put("phase", "Pending");
        return super.dispatch(post(request, path, pod));
      }
      return super.dispatch(request);
    }

    private static RecordedRequest post(RecordedRequest request, String path, JsonNode body) {
      return new RecordedRequest(
          request.getHttpVersion(),
          HttpMethod.POST,
          path,
          request.getHeaders(),
          new Buffer(body.toString().getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** The master's URL. */
  public String master() {
    return "k8s://http://127.0.0.1:" + server.getPort();
  }

  /** Lets the server grant only such rights, as "create pods". */
  void grant(Predicate<String> rights) {
    server
        .expect()
        .post()
        .withPath(REVIEWS)
        .andReply(201, request -> review(rights.test(right(request))))
        .always();
  }

  private static Object review(boolean allowed) {
    return new SelfSubjectAccessReviewBuilder()
        .withNewStatus()
        .withAllowed(allowed)
        .endStatus()
        .build();
  }

  private static String right(RecordedRequest request) {
    JsonNode asked = json(request).at("/spec/resourceAttributes");
    return asked.get("verb").asText() + " " + asked.get("resource").asText();
  }

  private static JsonNode json(RecordedRequest request) {
    try {
      return JSON.readTree(request.getBody().inputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the server refuse to create objects of a kind, such as "configmaps". */
  void refuse(String resource, int code, String message) {
    server
        .expect()
        .post()
        .withPath("/api/v1/namespaces/default/" + resource)
        .andReturn(code, new StatusBuilder().withCode(code).withMessage(message).build())
        .always();
  }

  /** Executors' pods in the order of their numbers. */
  public List<Pod> pods() {
    return pods("executor").stream()
        .sorted(Comparator.comparingInt(MockKubernetes::number))
        .toList();
  }

  /** Pods of a role, "executor" or "driver". */
  List<Pod> pods(String role) {
    return client.pods().inNamespace("default").withLabel("spark-role", role).list().getItems();
  }

  /** The executor's number. */
  static int number(Pod pod) {
    return Integer.parseInt(pod.getMetadata().getLabels().get("spark-exec-id"));
  }

  /** Says how a pod is. */
  public void say(Pod pod, PodStatus status) {
    client
        .pods()
        .inNamespace("default")
        .withName(pod.getMetadata().getName())
        .editStatus(
            old -> {
              old.setStatus(status);
              return old;
            });
  }

  /** The settings that submit/kubernetes gives for this server; its own driver is this JVM. */
  public SparkConf conf(Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("mcl.home"), "submit", "kubernetes");
    ProcessBuilder builder = new ProcessBuilder(script.toString());
    builder.command().addAll(List.of(options));
    builder.command().add("pretrain");
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("DRY_RUN", "1");
    builder.environment().put("MCL_MASTER", master());
    builder.environment().put("MCL_IMAGE", "registry/mcl-spark");
    builder.environment().put("MCL_DRIVER_HOST", "127.0.0.1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String command = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(builder.command() + " failed");
    }
    SparkConf conf = new SparkConf(false).setMaster(master()).setAppName("pods");
    List<String> words = new ArrayList<>(List.of(command.strip().split(" ")));
    for (int i = words.indexOf("--conf"); i >= 0; i = words.indexOf("--conf")) {
      String[] setting = words.get(i + 1).split("=", 2);
      conf.set(setting[0], setting[1]);
      words.subList(i, i + 2).clear();
    }
    return SparkSettings.complete(conf)
        .set("spark.ui.enabled", "false")
        .set("spark.kubernetes.executor.apiPollingInterval", "1s");
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
