package mclspark.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that keeps the forms of requests that MLflow publishes (service.proto,
 * mlflow_artifacts.proto, model_registry.proto, and the limits of log-batch in its REST
 * documentation) and refuses all others. It is no MLflow: what a real one was seen to do beyond
 * them is here, what it was not seen to do is not tested.
 */
public final class FakeMlflow implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API = "/api/2.0/";
  private static final int MOST_IN_CALL = 1000;
  private static final int MOST_PARAMETERS = 100;
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "experiments/create", Set.of("name", "artifact_location", "tags"),
          "runs/create", Set.of("experiment_id", "run_name", "start_time", "tags"),
          "runs/log-batch", Set.of("run_id", "metrics", "params", "tags"),
          "runs/update", Set.of("run_id", "status", "end_time", "run_name"),
          "registered-models/create", Set.of("name", "tags", "description"),
          "model-versions/create", Set.of("name", "source", "run_id", "tags", "description"),
          "registered-models/alias", Set.of("name", "alias", "version"));

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, String> experiments = new TreeMap<>();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  final Map<String, String> parameters = Collections.synchronizedMap(new TreeMap<>());
  final Map<String, List<String>> metrics = Collections.synchronizedMap(new TreeMap<>());
  final Map<String, String> tags = Collections.synchronizedMap(new TreeMap<>());
  final Map<String, byte[]> artifacts = Collections.synchronizedMap(new TreeMap<>());
  final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
  final List<String> statuses = Collections.synchronizedList(new ArrayList<>());
  final List<String> sources = Collections.synchronizedList(new ArrayList<>());
  private int runs;

  /** What is answered to calls of these paths, without the API's beginning. */
  final Map<String, String> answers = new ConcurrentHashMap<>();

  volatile int failing; // so many calls are answered by 500
  volatile long delayMillis;

  /** Starts it. */
  public FakeMlflow() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Its address. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All that was sent, but for the header that tells who one is. */
  public List<String> sent() {
    synchronized (bodies) {
      return List.copyOf(bodies);
    }
  }

  /** What calls have said who they are. */
  public List<String> authorizations() {
    synchronized (authorizations) {
      return List.copyOf(authorizations);
    }
  }

  /** Paths that were called, without the API's beginning. */
  List<String> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    bodies.add(exchange.getRequestURI() + " " + new String(body, StandardCharsets.ISO_8859_1));
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    calls.add(path.substring(Math.min(path.length(), API.length())));
    try {
      Thread.sleep(delayMillis);
      if (failing > 0) {
        failing--;
        answer(exchange, 500, "{\"error_code\":\"INTERNAL_ERROR\",\"message\":\"it is unwell\"}");
      } else {
        String call = path.substring(API.length());
        String given = answers.get(call);
        answer(exchange, 200, given == null ? answer(exchange, call, body) : given);
      }
    } catch (NoSuchFieldException e) {
      answer(exchange, 404, "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"none\"}");
    } catch (IllegalArgumentException e) {
      answer(
          exchange,
          400,
          "{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"%s\"}"
              .formatted(e.getMessage()));
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized String answer(HttpExchange exchange, String path, byte[] body)
      throws IOException, NoSuchFieldException {
    String method = exchange.getRequestMethod();
    String upgrade = exchange.getRequestHeaders().getFirst("Upgrade");
    require(upgrade == null, "an offer of HTTP/2: uvicorn with httptools drops the body then");
    if (path.startsWith("mlflow-artifacts/artifacts/")) {
      require(method.equals("PUT"), "method");
      artifacts.put(path.substring("mlflow-artifacts/artifacts/".length()), body);
      return "{}";
    }
    String query = exchange.getRequestURI().getQuery();
    String call = path.replaceFirst("^mlflow/", "");
    if (call.equals("experiments/get-by-name")) {
      require(method.equals("GET"), "method");
      return "{\"experiment\":{\"experiment_id\":\"%s\"}}"
          .formatted(known(experiments.get(query.replaceFirst("^experiment_name=", ""))));
    }
    if (call.equals("runs/get")) {
      require(method.equals("GET"), "method");
      return run(query.replaceFirst("^run_id=", ""), parameters);
    }
    require(method.equals("POST") && FIELDS.containsKey(call), "call");
    JsonNode node = JSON.readTree(body);
    node.fieldNames()
        .forEachRemaining(field -> require(FIELDS.get(call).contains(field), "field " + field));
    return post(call, node);
  }

  private String post(String call, JsonNode node) {
    switch (call) {
      case "experiments/create" -> {
        experiments.put(node.get("name").asText(), "7");
        return "{\"experiment_id\":\"7\"}";
      }
      case "runs/create" -> {
        require(node.get("experiment_id").asText().equals("7"), "experiment_id");
        node.path("tags").forEach(tag -> put(tags, tag));
        return run("run" + ++runs, Map.of());
      }
      case "runs/log-batch" -> logBatch(node);
      case "runs/update" -> statuses.add(node.get("status").asText());
      case "model-versions/create" -> {
        sources.add(node.get("source").asText());
        return "{\"model_version\":{\"version\":\"3\"}}";
      }
      case "registered-models/alias" ->
          tags.put("alias " + node.get("alias").asText(), node.get("version").asText());
      default -> {}
    }
    return "{}";
  }

  private static String run(String id, Map<String, String> parameters) {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode run = answer.putObject("run");
    run.putObject("info")
        .put("run_id", id)
        .put("artifact_uri", "mlflow-artifacts:/7/" + id + "/artifacts");
    ArrayNode list = run.putObject("data").putArray("params");
    parameters.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
    return answer.toString();
  }

  private void logBatch(JsonNode node) {
    require(node.get("run_id").asText().startsWith("run"), "run_id");
    int all = node.path("metrics").size() + node.path("params").size();
    require(all <= MOST_IN_CALL && node.path("params").size() <= MOST_PARAMETERS, "limits");
    for (JsonNode parameter : node.path("params")) {
      String value = parameter.get("value").asText();
      String before = parameters.getOrDefault(parameter.get("key").asText(), value);
      require(before.equals(value), "a parameter that has another value");
      put(parameters, parameter);
    }
    for (JsonNode metric : node.path("metrics")) {
      require(metric.get("value").isNumber() && metric.get("timestamp").asLong() > 0, "metric");
      require(metric.get("key").asText().matches("[\\w./ :-]+"), "a metric's name");
      metrics
          .computeIfAbsent(metric.get("key").asText(), key -> new ArrayList<>())
          .add(metric.get("step").asLong() + ": " + metric.get("value").asDouble());
    }
  }

  private static void put(Map<String, String> to, JsonNode pair) {
    to.put(pair.get("key").asText(), pair.get("value").asText());
  }

  private static String known(String id) throws NoSuchFieldException {
    if (id == null) {
      throw new NoSuchFieldException();
    }
    return id;
  }

  private static void require(boolean fits, String what) {
    if (!fits) {
      throw new IllegalArgumentException(what);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
