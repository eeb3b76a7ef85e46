package mclspark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.threads.ThreadRanks;
import org.junit.jupiter.api.Test;

class WorkerDecodersTest {

  @Test
  void equalDecodersAreNamedOnce() throws Exception {
    assertEquals(
        List.of("libturbojpeg 2.1.5", "libturbojpeg 2.1.5"),
        described("libturbojpeg 2.1.5", "libturbojpeg 2.1.5"));
  }

  @Test
  void differentDecodersAreNamedWithTheirWorkers() throws Exception {
    String expected =
        "DIFFERENT JPEG DECODERS: JDK ImageIO 17 on workers [1],"
            + " libturbojpeg 2.1.5 on workers [0, 2]";
    assertEquals(
        List.of(expected, expected, expected),
        described("libturbojpeg 2.1.5", "JDK ImageIO 17", "libturbojpeg 2.1.5"));
  }

  private static List<String> described(String... decoders) throws Exception {
    List<Collective> group = ThreadRanks.group(decoders.length, CollectiveOptions.defaults());
    ExecutorService threads = Executors.newFixedThreadPool(decoders.length);
    try {
      List<Future<String>> running = new ArrayList<>();
      for (int rank = 0; rank < decoders.length; rank++) {
        String own = decoders[rank];
        Collective member = group.get(rank);
        running.add(threads.submit(() -> WorkerDecoders.describe(own, member)));
      }
      List<String> lines = new ArrayList<>();
      for (Future<String> line : running) {
        lines.add(line.get());
      }
      return lines;
    } finally {
      threads.shutdownNow();
      group.forEach(Collective::close);
    }
  }
}
