package mclspark.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mclspark.tensor.TorchEngine;

/**
 * Looks at the machine of this process: one check after the other, so that none disturbs another.
 */
public final class Doctor {

  private final Listener listener;
  private final List<Finding> findings = new ArrayList<>();

  /** Hears of the examination while it goes on. */
  public interface Listener {

    /** Nobody listens. */
    Listener NONE =
        new Listener() {
          @Override
          public void begins(Part part, String subject) {}

          @Override
          public void found(Finding finding) {}
        };

    /** A check begins. */
    void begins(Part part, String subject);

    /** A check has found something. */
    void found(Finding finding);
  }

  private Doctor(Listener listener) {
    this.listener = listener;
  }

  /**
   * Examines this machine.
   *
   * @return what was found, in the order of the parts
   */
  public static List<Finding> examine(Examination what, Listener listener)
      throws InterruptedException {
    Doctor doctor = new Doctor(listener);
    doctor.run(what);
    return List.copyOf(doctor.findings);
  }

  private void run(Examination what) throws InterruptedException {
    run(MachineChecks.all(what));
    run(LibraryChecks.all(what));
    boolean computes =
        findings.stream()
            .noneMatch(
                finding ->
                    finding.subject().equals(LibraryChecks.LIBTORCH)
                        && finding.level() == Level.PROBLEM);
    AtomicInteger gpus = new AtomicInteger();
    if (computes) {
      run(LibraryChecks.ofLibtorch(what));
      run(
          List.of(
              GpuChecks.ofDriver(
                  what,
                  () -> {
                    gpus.set(TorchEngine.gpuCount());
                    return gpus.get();
                  })));
      run(GpuChecks.ofCards(what, gpus.get()));
    }
    if (what.trial()) {
      run(SelfTest.all(what, computes, gpus.get()));
      if (computes) {
        run(new RateChecks(what, gpus.get()).all());
      }
    }
  }

  private void run(List<Check> checks) throws InterruptedException {
    for (Check check : checks) {
      listener.begins(check.part(), check.subject());
      for (Finding finding : check.findings()) {
        findings.add(finding);
        listener.found(finding);
      }
    }
  }
}
