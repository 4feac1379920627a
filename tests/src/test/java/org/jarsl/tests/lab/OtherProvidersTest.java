package org.jarsl.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jarsl.tests.demo.Finished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One program, and nothing but the provider's section of the configuration is different. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherProvidersTest {
    private static final String PROGRAM = """
            import java.net.InetAddress;
            import java.util.*;
            import org.jarsl.*;

            class Program {
                static String where(int number) throws Exception {
                    Thread.sleep(10);
                    return InetAddress.getLocalHost().getHostName();
                }

                public static void main(String[] arguments) {
                    try (DataFlowKernel dfk = DataFlowKernel.load()) {
                        while (dfk.nodes().size() < 2) {
                            dfk.app(Program::where).call(0).join();
                        }
                        List<AppFuture<String>> futures = new ArrayList<>();
                        for (int i = 0; i < 1_000; i++) {
                            futures.add(dfk.app(Program::where).call(i));
                        }
                        Set<String> nodes = new TreeSet<>();
                        futures.forEach(future -> nodes.add(future.join()));
                        System.out.println(futures.size() + " on " + nodes);
                    }
                }
            }
            """;

    private static final String CONFIG = """
            jarsl {
              head.address = %s
              executors = [{
                type = high-throughput
                max-workers-per-node = 2
                cores-per-worker = 0.01
                manager-jvm-options = ["-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"]
                provider { init-blocks = 2, status-period = 2s, %s }
              }]
            }
            """;

    private static final String SSHD = """
            Port 22
            HostKey %1$s/host
            AuthorizedKeysFile %1$s/key.pub
            StrictModes no
            UsePAM no
            PidFile none
            """;

    @TempDir
    private Path directory;

    @Test
    void onGridEngine() throws Exception {
        Lab lab = Lab.up("gridengine", 2);
        try {
            String path = lab.directory().resolve("bin") + ":" + System.getenv("PATH");
            // One slot of four on each node would let both blocks be on the same.
            String provider =
                    "type = grid-engine, parallel-environment = mpi, walltime = 5m, resources = \"hostname=g*\"";
            Finished program = run(Lab.GRID_ENGINE_HEAD, provider, Map.of("PATH", path));

            assertThat(program.err()).isEmpty();
            assertThat(program.out()).startsWith("1000 on [g");
            assertThat(lab.run(lab.directory().resolve("bin/qstat").toString())).isEmpty();
        } finally {
            lab.down();
        }
    }

    @Test
    void overSsh() throws Exception {
        Lab lab = Lab.up("slurm", 2);
        try {
            Path home = Files.createDirectories(directory.resolve("home/.ssh")).getParent();
            Files.writeString(directory.resolve("sshd"), SSHD.formatted(directory));
            lab.run(
                    "bash",
                    "-c",
                    "command -v sshd || apt-get install -y -qq --no-install-recommends openssh-server; mkdir -p /run/sshd");
            lab.run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    directory.resolve("host").toString());
            lab.run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    directory.resolve("key").toString());
            for (String node : new String[] {"n1", "n2"}) {
                lab.lab(
                        "exec",
                        node,
                        "/usr/sbin/sshd",
                        "-f",
                        directory.resolve("sshd").toString());
            }
            String provider =
                    "type = ssh, hosts = [\"10.77.1.1\", \"10.77.1.2\"], host-keys = accept-new, identity-file = \""
                            + directory.resolve("key") + "\"";
            Finished program = run(Lab.SLURM_HEAD, provider, Map.of("JAVA_TOOL_OPTIONS", "-Duser.home=" + home));

            assertThat(program.out()).as(program.err()).isEqualTo("1000 on [n1, n2]\n");
        } finally {
            lab.down();
        }
    }

    private Finished run(String head, String provider, Map<String, String> environment) throws Exception {
        Files.writeString(directory.resolve("Program.java"), PROGRAM);
        Files.writeString(directory.resolve("site.conf"), CONFIG.formatted(head, provider));
        return Finished.java(directory, environment, "org.jarsl.cli.Run", "--config", "site.conf", "Program.java");
    }
}
