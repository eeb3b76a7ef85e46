package mclspark.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server with MLflow's REST interface. Each call ends by its deadline. */
final class MlflowServer {

  private static final Logger LOG = LoggerFactory.getLogger(MlflowServer.class);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API = "/api/2.0/";
  private static final int LONGEST_REASON = 200;
  private static final int HIGHEST_PORT = 65535;
  private static final Pattern USER = Pattern.compile("^[^/?#]*//[^/?#]*@");
  private static final long UPLOAD_BYTES_A_SECOND = 256 << 10;

  private final URI address;
  private final String authorization; // empty for none; told to nobody but the server
  private final Duration deadline;
  private final HttpClient http;

  MlflowServer(URI address, String authorization, Duration deadline) {
    this.address = address;
    this.authorization = authorization;
    this.deadline = deadline;
    http =
        HttpClient.newBuilder()
            .connectTimeout(deadline)
            .version(HttpClient.Version.HTTP_1_1) // some servers lose a body that offers HTTP/2
            .followRedirects(HttpClient.Redirect.NEVER) // lest another host gets the token
            .build();
  }

  /** Whether a text is an address that can be called. */
  static boolean isAddress(String text) {
    try {
      URI uri = URI.create(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare = uri.getUserInfo() == null && uri.getQuery() == null;
      int port = uri.getPort(); // -1 for none
      boolean usual = port != 0 && port <= HIGHEST_PORT;
      return web && uri.getHost() != null && usual && bare && uri.getFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a text is like an address with a user, a password or a token, which nobody repeats. */
  static boolean holdsUser(String text) {
    return USER.matcher(text).find();
  }

  /** The header that the environment asks for, as MLflow's own clients make it. */
  static String authorization(Map<String, String> environment) {
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "").strip();
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    if (!user.isEmpty()) {
      byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(both);
    }
    if (!token.chars().allMatch(c -> c > ' ' && c < 0x7F)) { // a header's error would quote it
      LOG.warn("MLFLOW_TRACKING_TOKEN has characters that no token has; it is not used");
      return "";
    }
    return token.isEmpty() ? "" : "Bearer " + token;
  }

  /** The host, for messages. */
  String host() {
    return address.getHost();
  }

  /** Asks; {@code name} and {@code value} are the one parameter. */
  JsonNode get(String path, String name, String value) throws MlflowException {
    String query = "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    return call(request(API + path + query, deadline).GET().build(), deadline);
  }

  /** Sends an object. */
  JsonNode post(String path, JsonNode body) throws MlflowException {
    HttpRequest request =
        request(API + path, deadline)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    return call(request, deadline);
  }

  /** Puts a file among the artifacts that the server keeps itself. */
  void upload(String path, byte[] content) throws MlflowException {
    Duration limit = deadline.plusSeconds(content.length / UPLOAD_BYTES_A_SECOND);
    String escaped =
        URLEncoder.encode(path, StandardCharsets.UTF_8).replace("%2F", "/").replace("+", "%20");
    HttpRequest request =
        request(API + "mlflow-artifacts/artifacts/" + escaped, limit)
            .PUT(BodyPublishers.ofByteArray(content))
            .build();
    call(request, limit);
  }

  private HttpRequest.Builder request(String pathAndQuery, Duration limit) {
    String base = address.toString().replaceFirst("/+$", "");
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(limit);
    return authorization.isEmpty() ? builder : builder.header("Authorization", authorization);
  }

  /** The request's own timeout ends with the header of the answer; this one with its last byte. */
  private JsonNode call(HttpRequest request, Duration limit) throws MlflowException {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, head -> new BoundedBody());
    try {
      return read(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new MlflowException("it does not answer within %d s".formatted(limit.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new MlflowException("it cannot be reached: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MlflowException("the call was interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static JsonNode read(HttpResponse<String> response) throws MlflowException {
    JsonNode body = parsed(response.body());
    if (response.statusCode() / 100 == 2) {
      if (body == null) {
        throw MlflowException.foreign("is no JSON", false);
      }
      return body;
    }
    String reason = body == null ? "" : body.path("message").asText();
    String start = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
    throw new MlflowException(response.statusCode(), start);
  }

  /** Null if it is no JSON, as the page of a proxy. */
  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
