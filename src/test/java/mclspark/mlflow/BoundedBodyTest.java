package mclspark.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No answer fills the heap that training needs. */
class BoundedBodyTest {

  private static String answer(int bytes) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            byte[] block = "x".repeat(1 << 16).getBytes();
            for (int left = bytes; left > 0; left -= block.length) {
              out.write(block, 0, Math.min(left, block.length));
            }
          } catch (IOException e) {
            exchange.close(); // the client has heard enough
          }
        });
    server.start();
    try {
      URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(address).build(), head -> new BoundedBody())
          .body();
    } finally {
      server.stop(0);
    }
  }

  @Test
  @Timeout(60)
  void aLongAnswerFails() throws Exception {
    assertEquals(300_000, answer(300_000).length());
    assertEquals(BoundedBody.MOST_BYTES, answer(BoundedBody.MOST_BYTES).length());
    String failure =
        assertThrows(IOException.class, () -> answer(100 * BoundedBody.MOST_BYTES)).getMessage();
    assertEquals("its answer is longer than 1048576 bytes", failure);
  }
}
