package mclspark.importing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.UserError;
import mclspark.model.peers.PeerArchitectures;

/**
 * Supervised peers as a state shows them.
 *
 * @param layout architecture and all entries
 * @param peers number N of peers
 * @param classes number C of classes
 */
public record PeerLayout(Layout layout, int peers, int classes) {

  private static final String MODULES = "module_list.";
  private static final Pattern HEAD =
      Pattern.compile(
          "(?:module_list\\.(\\d{1,4})\\.)?(?:classifier|fc|linear)(?:_(\\d{1,4}))?\\.weight");

  /** Heads of a network of its own. */
  private static final List<String> OWN_HEADS =
      List.of("classifier.weight", "fc.weight", "linear.weight");

  /** Why a state is none of supervised peers. */
  public interface Refusal {
    /** The error for a sentence without subject. */
    UserError of(String problem);
  }

  /** Whether a state has an entry that is named like a classifier's weight. */
  static boolean hasHead(Map<String, long[]> state) {
    return state.keySet().stream().anyMatch(name -> HEAD.matcher(name).matches());
  }

  /** Whether a state is that of one network, as separate peers have it without their prefix. */
  static boolean isOwn(Map<String, long[]> state) {
    return OWN_HEADS.stream().anyMatch(state::containsKey);
  }

  /**
   * Finds out which network a state of one is, and checks every entry.
   *
   * @param arch the architecture; empty to infer it
   * @return the network as the only branch
   */
  static PeerLayout own(Map<String, long[]> state, Optional<String> arch, Refusal refusal) {
    long[] head = OWN_HEADS.stream().map(state::get).filter(Objects::nonNull).findFirst().get();
    int classes = head.length == 2 ? (int) head[0] : 0;
    if (classes < 1) {
      throw refusal.of("its classifier has no classes");
    }
    Layout own = fitting(state, candidates(arch, name -> ownEntries(name, classes)), refusal);
    return new PeerLayout(
        new Layout(own.arch(), false, entries(own.arch(), 1, classes)), 1, classes);
  }

  private static Map<String, long[]> ownEntries(String arch, int classes) {
    String prefix = MODULES + "0.";
    Map<String, long[]> own = new LinkedHashMap<>();
    entries(arch, 2, classes)
        .forEach(
            (name, shape) -> {
              if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), shape);
              }
            });
    return own;
  }

  /** Names in a network of its own to names as the only branch. */
  Map<String, String> ownNames() {
    List<String> branch = branch(0);
    Map<String, String> names = new LinkedHashMap<>();
    int i = 0;
    for (String name : ownEntries(layout.arch(), classes).keySet()) {
      names.put(name, branch.get(i++));
    }
    return names;
  }

  /**
   * Finds out which peers a state holds, and checks every entry.
   *
   * @param arch the architecture; empty to infer it
   */
  public static PeerLayout of(Map<String, long[]> state, Optional<String> arch, Refusal refusal) {
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
    int count = peers;
    int width = classes;
    Layout layout = fitting(state, candidates(arch, name -> entries(name, count, width)), refusal);
    return new PeerLayout(layout, peers, classes);
  }

  private static Layout fitting(
      Map<String, long[]> state, List<Layout> candidates, Refusal refusal) {
    Layout layout = Layout.nearest(candidates, state).orElseThrow();
    layout
        .problem(state)
        .ifPresent(
            problem -> {
              throw refusal.of(problem);
            });
    return layout;
  }

  private static List<Layout> candidates(
      Optional<String> arch, Function<String, Map<String, long[]>> entries) {
    List<Layout> candidates = new ArrayList<>();
    for (String name : arch.map(List::of).orElse(PeerArchitectures.names())) {
      try {
        candidates.add(new Layout(name, false, entries.apply(name)));
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
  public Map<String, String> single(int peer) {
    List<String> branch = branch(peer);
    Map<String, String> names = new LinkedHashMap<>();
    int i = 0;
    for (String plain : ownEntries(layout.arch(), classes).keySet()) {
      names.put(peers == 2 ? MODULES + peer + "." + plain : branch.get(i), plain);
      i++;
    }
    return names;
  }

  /** One peer's entries: names in the state to names as the only branch, which is N = 1. */
  public Map<String, String> only(int peer) {
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
    for (String name : entries(layout.arch(), 1, classes).keySet()) {
      int end = name.indexOf('.');
      String module = name.substring(0, end);
      boolean branched = module.endsWith("0");
      String own = branched ? module.substring(0, module.length() - 1) + peer : module;
      names.add(own + name.substring(end));
    }
    return names;
  }

  /** Names and dimensions of N peers, in order (spec 5.1). */
  public static Map<String, long[]> entries(String arch, int peers, int classes) {
    return Layout.shapes(PeerArchitectures.named(arch, peers, classes).state());
  }
}
