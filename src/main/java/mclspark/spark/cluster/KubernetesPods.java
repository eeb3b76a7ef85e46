package mclspark.spark.cluster;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mclspark.UserError;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.k8s.SparkKubernetesClientFactory;
import scala.Option;

/**
 * What Kubernetes says of the executors' pods, which Spark itself leaves to its log or does not
 * look at. Only for a master of Kubernetes: other builds have not the classes.
 */
final class KubernetesPods {

  private static final String IN_POD = "spark.kubernetes.submitInDriver";
  private static final String CA =
      "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"; // of a pod's service account
  private static final int LONGEST = 300;
  private static final List<List<String>> RIGHTS =
      List.of(
          List.of("create", "pods"),
          List.of("get", "pods"),
          List.of("list", "pods"),
          List.of("watch", "pods"),
          List.of("delete", "pods"),
          List.of("deletecollection", "pods"),
          List.of("create", "configmaps"),
          List.of("deletecollection", "configmaps"));

  private final SparkConf conf;
  private final String namespace;

  KubernetesPods(SparkConf conf) {
    this.conf = conf;
    namespace = conf.get("spark.kubernetes.namespace", "default");
  }

  /**
   * Asks for the rights that Spark needs, which it would miss in the midst of its start, or of
   * which it would only log that they are missing.
   *
   * @throws UserError that names what is missing; or if there is no answer at all
   */
  void requireRights() {
    List<String> missing = new ArrayList<>();
    try (KubernetesClient client = client()) {
      for (List<String> right : RIGHTS) {
        if (!isAllowed(client, right.get(0), right.get(1))) {
          missing.add(String.join(" ", right));
        }
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() > 0 && e.getCode() != 401) {
        return; // a server that answers no such question may still allow all
      }
      throw refused(e);
    }
    if (!missing.isEmpty()) {
      throw new UserError(
          "Kubernetes at %s does not let us %s in the namespace %s: bind a role with these rights to our service account or user, or set spark.kubernetes.namespace."
              .formatted(master(), String.join(", ", missing), namespace));
    }
  }

  private boolean isAllowed(KubernetesClient client, String verb, String resource) {
    SelfSubjectAccessReview question =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withVerb(verb)
            .withResource(resource)
            .endResourceAttributes()
            .endSpec()
            .build();
    SelfSubjectAccessReview answer =
        client.authorization().v1().selfSubjectAccessReview().create(question);
    return answer.getStatus() == null || Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }

  /** What the start of Spark failed by, if it was the API server. */
  Optional<UserError> refusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException refusal) {
        return Optional.of(refused(refusal));
      }
    }
    return Optional.empty();
  }

  private UserError refused(KubernetesClientException e) {
    String said = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
    Throwable root = e;
    while (e.getCode() <= 0 && root.getCause() != null) { // not even an answer
      root = root.getCause();
    }
    return new UserError(
        "Kubernetes at %s did not let Spark start in the namespace %s: %s%s; mend that, or correct the master (MCL_MASTER) or spark.kubernetes.namespace."
            .formatted(master(), namespace, shortened(said), root == e ? "" : " (" + root + ")"),
        e);
  }

  /**
   * Why pods are no executors, such as "2 pod(s): ImagePullBackOff"; empty if none waits.
   *
   * @param none whether the driver has no executor at all, so that pods that run have not reached
   *     it
   */
  String waiting(boolean none) {
    try (KubernetesClient client = client()) {
      List<Pod> pods =
          client
              .pods()
              .inNamespace(namespace)
              .withLabel("spark-app-selector", conf.get("spark.app.id"))
              .withLabel("spark-role", "executor")
              .list()
              .getItems();
      if (pods.isEmpty()) {
        return "it made no pods";
      }
      Map<String, Long> reasons =
          pods.stream()
              .map(pod -> reason(pod, none))
              .flatMap(Optional::stream)
              .collect(Collectors.groupingBy(r -> r, TreeMap::new, Collectors.counting()));
      return reasons.entrySet().stream()
          .map(reason -> "%d pod(s): %s".formatted(reason.getValue(), reason.getKey()))
          .collect(Collectors.joining("; "));
    } catch (KubernetesClientException e) {
      return shortened(e.getMessage());
    }
  }

  private Optional<String> reason(Pod pod, boolean none) {
    String phase = String.valueOf(pod.getStatus().getPhase());
    if (none && phase.equals("Running")) {
      return Optional.of(
          "Running, but not in touch with the driver at %s (MCL_DRIVER_HOST)"
              .formatted(conf.get("spark.driver.host")));
    }
    if (phase.equals("Running") || phase.equals("Succeeded")) {
      return Optional.empty();
    }
    Stream<String> containers =
        pod.getStatus().getContainerStatuses().stream()
            .map(ContainerStatus::getState)
            .filter(state -> state != null && state.getWaiting() != null)
            .map(state -> said(state.getWaiting()));
    Stream<String> conditions =
        pod.getStatus().getConditions().stream()
            .filter(condition -> "False".equals(condition.getStatus()))
            .filter(condition -> condition.getMessage() != null)
            .map(PodCondition::getMessage);
    return Optional.of(shortened(Stream.concat(containers, conditions).findFirst().orElse(phase)));
  }

  private static String said(ContainerStateWaiting waiting) {
    String message = waiting.getMessage();
    return message == null ? waiting.getReason() : waiting.getReason() + ", " + message;
  }

  private static String shortened(String said) {
    String line = String.valueOf(said).lines().findFirst().orElse("").strip();
    line = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }

  /** Of the API server; a driver in a pod of cluster mode has another name for it. */
  private String master() {
    return isInPod()
        ? conf.get("spark.kubernetes.driver.master", "https://kubernetes.default.svc")
        : conf.get("spark.master").substring("k8s://".length());
  }

  private boolean isInPod() {
    return conf.getBoolean(IN_POD, false);
  }

  /** As Spark's own back end makes it. */
  private KubernetesClient client() {
    return SparkKubernetesClientFactory.createKubernetesClient(
        master(),
        Option.apply(namespace),
        "spark.kubernetes.authenticate" + (isInPod() ? ".driver.mounted" : ""),
        SparkKubernetesClientFactory.ClientType$.MODULE$.Driver(),
        conf,
        isInPod() ? Option.apply(new File(CA)).filter(File::exists) : Option.empty());
  }
}
