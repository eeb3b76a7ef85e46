package mclspark.train.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.UserError;
import mclspark.model.PeerArchitectures;

/**
 * Supervised peers as a state shows them.
 *
 * @param layout architecture and all entries
 * @param peers number N of peers
 * @param classes number C of classes
 */
record PeerLayout(Layout layout, int peers, int classes) {

  private static final String MODULES = "module_list.";
  private static final Pattern HEAD =
      Pattern.compile(
          "(?:module_list\\.(\\d{1,4})\\.)?(?:classifier|fc|linear)(?:_(\\d{1,4}))?\\.weight");

  /** Why a state is none of supervised peers. */
  interface Refusal {
    UserError of(String problem);
  }

  /**
   * Finds out which peers a state holds, and checks every entry.
   *
   * @param arch the architecture; empty to infer it
   */
  static PeerLayout of(Map<String, long[]> state, Optional<String> arch, Refusal refusal) {
    int peers = 0;
    int classes = 0;
    for (Map.Entry<String, long[]> entry : state.entrySet()) {
      Matcher head = HEAD.matcher(entry.getKey());
      if (head.matches() && entry.getValue().length == 2) {
        String number = head.group(1) != null ? head.group(1) : head.group(2);
        peers = Math.max(peers, number == null ? 1 : 1 + Integer.parseInt(number));
        classes = (int) entry.getValue()[0];
      }
    }
    if (peers == 0 || classes < 1) {
      throw refusal.of("no classifier is among its entries");
    }
    if (peers > Peers.MOST) {
      throw refusal.of("it has more than %d peers".formatted(Peers.MOST));
    }
    Layout layout = Layout.nearest(candidates(arch, peers, classes), state).orElseThrow();
    layout
        .problem(state)
        .ifPresent(
            problem -> {
              throw refusal.of(problem);
            });
    return new PeerLayout(layout, peers, classes);
  }

  private static List<Layout> candidates(Optional<String> arch, int peers, int classes) {
    List<Layout> candidates = new ArrayList<>();
    for (String name : arch.map(List::of).orElse(PeerArchitectures.names())) {
      try {
        candidates.add(new Layout(name, false, entries(name, peers, classes)));
      } catch (IllegalArgumentException e) {
        throw new UserError("--arch: " + e.getMessage() + ". Leave --arch out to infer it.", e);
      }
    }
    return candidates;
  }

  /**
   * One peer's entries: names in the state to names in a network of its own, as separate peers have
   * them without their prefix. Stem and branches lie in one order in both.
   */
  Map<String, String> single(int peer) {
    List<String> own = names(2).stream().filter(name -> name.startsWith(MODULES + "0.")).toList();
    List<String> branch = branch(peer);
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < own.size(); i++) {
      String plain = own.get(i).substring((MODULES + "0.").length());
      names.put(peers == 2 ? MODULES + peer + "." + plain : branch.get(i), plain);
    }
    return names;
  }

  /** One peer's entries: names in the state to names as the only branch, which is N = 1. */
  Map<String, String> only(int peer) {
    List<String> branch = branch(0);
    Map<String, String> names = new LinkedHashMap<>();
    int i = 0;
    for (String name : single(peer).keySet()) {
      names.put(name, branch.get(i++));
    }
    return names;
  }

  /** Names of stem and branch of one peer; those of a branch end with its number. */
  private List<String> branch(int peer) {
    List<String> names = new ArrayList<>();
    for (String name : names(1)) {
      int end = name.indexOf('.');
      String module = name.substring(0, end);
      boolean branched = module.endsWith("0");
      String own = branched ? module.substring(0, module.length() - 1) + peer : module;
      names.add(own + name.substring(end));
    }
    return names;
  }

  private List<String> names(int count) {
    return List.copyOf(entries(layout.arch(), count, classes).keySet());
  }

  /** Names and dimensions of N peers, in order (spec 5.1). */
  static Map<String, long[]> entries(String arch, int peers, int classes) {
    return Layout.shapes(PeerArchitectures.named(arch, peers, classes).state());
  }
}
