package mclspark.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mclspark.collective.Collective;

/** Which program decodes JPEG on which worker, for the line at a run's start. */
public final class WorkerDecoders {

  private static final int BYTES = 64;

  private WorkerDecoders() {}

  /**
   * Asks all workers; every worker has to call it.
   *
   * @param own this worker's decoder
   * @return the decoder where all have the same one, else each with its workers
   */
  public static String describe(String own, Collective workers) {
    if (workers.size() == 1) {
      return own;
    }
    ByteBuffer mine = ByteBuffer.allocateDirect(BYTES);
    byte[] text = own.getBytes(StandardCharsets.US_ASCII);
    mine.put(text, 0, Math.min(text.length, BYTES)).clear();
    ByteBuffer all = ByteBuffer.allocateDirect(BYTES * workers.size());
    workers.allGather(mine, all);
    Map<String, List<Integer>> byName = new TreeMap<>();
    for (int rank = 0; rank < workers.size(); rank++) {
      byte[] name = new byte[BYTES];
      all.get(rank * BYTES, name);
      String decoder = new String(name, StandardCharsets.US_ASCII).trim();
      byName.computeIfAbsent(decoder, key -> new ArrayList<>()).add(rank);
    }
    if (byName.size() == 1) {
      return own;
    }
    return byName.entrySet().stream()
        .map(entry -> entry.getKey() + " on workers " + entry.getValue())
        .collect(Collectors.joining(", ", "DIFFERENT JPEG DECODERS: ", ""));
  }
}
