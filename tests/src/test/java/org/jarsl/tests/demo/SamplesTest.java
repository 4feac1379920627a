package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.samples.fibonacci.Fibonacci;
import org.jarsl.samples.mapreduce.MapReduce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SamplesTest {
    private static final Path CONF = Path.of("..", "conf");

    @TempDir
    private Path runs;

    @Test
    void helloPrintsItsLine() throws Exception {
        Finished run = Finished.run(runs, "org.jarsl.samples.hello.Hello");

        assertThat(run.out()).isEqualTo("Hello 12\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void samplesRunWithConfLocal() {
        runSamples(Config.load(CONF.resolve("local.conf")));
    }

    @Test
    void samplesRunWithConfThreads() {
        runSamples(Config.load(CONF.resolve("threads.conf")));
    }

    @Test
    void confFilesSayWhatTheDefaultsAre() {
        assertThat(Config.load(CONF.resolve("local.conf"))).isEqualTo(Config.local());
        assertThat(Config.load(CONF.resolve("threads.conf"))).isEqualTo(Config.threads());
    }

    private void runSamples(Config config) {
        try (DataFlowKernel dfk = DataFlowKernel.load(config.withRunDirectory(runs))) {
            assertThat(MapReduce.estimate(dfk).join()).isCloseTo(Math.PI, within(0.01));
            assertThat(Fibonacci.number(dfk, 10).join()).isEqualTo(55L);
        }
    }
}
