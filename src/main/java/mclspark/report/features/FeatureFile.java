package mclspark.report.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mclspark.report.page.Event;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Results;

/**
 * A JSON object in the run's folder.
 *
 * @param content its fields
 * @param missing why it cannot be shown; empty if it can
 */
record FeatureFile(Event content, String missing) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_BYTES = 4_000_000;

  static FeatureFile of(Results results, String name) {
    byte[] bytes = results.files().get(name);
    if (bytes == null) {
      return none("The run's folder has no " + name + ", or the run wrote none yet.");
    }
    if (bytes.length > LARGEST_BYTES) {
      return none(name + " has " + Numbers.bytes(bytes.length) + ", too much for this page.");
    }
    try {
      JsonNode content = JSON.readTree(bytes);
      return content.isObject()
          ? new FeatureFile(new Event("", content), "")
          : none(name + " is no JSON object; the next evaluation writes it anew.");
    } catch (IOException e) {
      return none(name + " is no JSON; the next evaluation writes it anew.");
    }
  }

  private static FeatureFile none(String why) {
    return new FeatureFile(new Event("", JSON.createObjectNode()), why);
  }

  /** Says why the file cannot be shown, if so. */
  boolean isMissing(Html html) {
    if (!missing.isEmpty()) {
      html.missing(missing);
    }
    return !missing.isEmpty();
  }

  /** Its peers, in their order. */
  List<Event> peers() {
    List<Event> peers = new ArrayList<>();
    content.fields().path("peers").forEach(peer -> peers.add(new Event("", peer)));
    return peers;
  }

  /** Names of the classes. */
  List<String> classes() {
    List<String> classes = new ArrayList<>();
    content.fields().path("classes").forEach(name -> classes.add(name.asText()));
    return classes;
  }
}
