package mclspark.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuLimitsTest {

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text);
  }

  private OptionalDouble quota() {
    return CpuLimits.read(root).quota();
  }

  @Test
  void theProcessorIsNamedAndItsCpusCounted() throws Exception {
    write(
        "proc/cpuinfo",
        "processor\t: 0\nmodel name\t: Some CPU @ 2.0\n\nprocessor\t: 1\nmodel name\t: Some CPU\n");
    CpuLimits limits = CpuLimits.read(root);
    assertEquals("Some CPU @ 2.0", limits.model());
    assertEquals(2, limits.cpus());
    assertEquals(OptionalDouble.empty(), limits.quota());
  }

  @Test
  void theSmallestQuotaOnTheWayUpCounts() throws Exception {
    write("proc/self/cgroup", "0::/a/b\n");
    write("sys/fs/cgroup/cpu.max", "max 100000\n");
    assertEquals(OptionalDouble.empty(), quota());
    write("sys/fs/cgroup/a/b/cpu.max", "400000 100000\n");
    assertEquals(OptionalDouble.of(4), quota());
    write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
    assertEquals(OptionalDouble.of(1.5), quota());
  }

  @Test
  void theFirstVersionOfGroupsIsReadToo() throws Exception {
    write("proc/self/cgroup", "5:memory:/x\n4:cpu,cpuacct:/docker/1\n0::/\n");
    write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
    write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    write("sys/fs/cgroup/memory/cpu.cfs_quota_us", "100000\n"); // not where it counts
    write("sys/fs/cgroup/memory/cpu.cfs_period_us", "100000\n");
    assertEquals(OptionalDouble.empty(), quota());
    write("sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_quota_us", "50000\n");
    write("sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_period_us", "100000\n");
    assertEquals(OptionalDouble.of(0.5), quota());
  }

  @Test
  void nonsenseIsNoLimit() throws Exception {
    write("proc/self/cgroup", "0::/../../x\nwords\n");
    write("sys/fs/cgroup/cpu.max", "many\n");
    assertEquals(OptionalDouble.empty(), quota());
  }
}
