package org.jarsl.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The head inside the job, which no login node has to keep: the local provider, and srun for the job's other nodes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeadlessTest {
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
                        while (dfk.nodes().size() < 4) {
                            dfk.app(Program::where).call(0).join();
                        }
                        List<AppFuture<String>> futures = new ArrayList<>();
                        for (int i = 0; i < 2_000; i++) {
                            futures.add(dfk.app(Program::where).call(i));
                        }
                        Set<String> nodes = new TreeSet<>();
                        futures.forEach(future -> nodes.add(future.join()));
                        System.out.println("on " + nodes);
                    }
                }
            }
            """;

    /** The environment is the job's. */
    private static final String CONFIG = """
            jarsl {
              head.address = ${SLURMD_NODENAME}
              executors = [{
                type = high-throughput
                max-workers-per-node = 2
                cores-per-worker = 0.01
                manager-jvm-options = ["-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"]
                provider { type = local, launcher = srun, nodes-per-block = ${SLURM_NNODES} }
              }]
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void theHeadInTheJobUsesAllItsNodes() throws Exception {
        Lab lab = Lab.up("slurm", 4);
        try {
            Files.writeString(directory.resolve("Program.java"), PROGRAM);
            Files.writeString(directory.resolve("headless.conf"), CONFIG);
            Path job = directory.resolve("job.sh");
            Files.writeString(
                    job,
                    String.join(
                            "\n",
                            "#!/bin/bash",
                            "cd '" + directory + "'",
                            "exec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -cp '"
                                    + System.getProperty("java.class.path")
                                    + "' org.jarsl.cli.Run --config headless.conf Program.java",
                            ""));
            Path out = directory.resolve("job.out");
            lab.run("sbatch", "--wait", "--nodes=4", "--time=5", "--output=" + out, job.toString());
            assertThat(out).content().contains("on [n1, n2, n3, n4]");
            until("no job is left in the queue", () -> lab.jobs().isEmpty());
        } finally {
            lab.down();
        }
    }
}
