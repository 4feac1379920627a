package org.jarsl.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jarsl.AppFuture;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.samples.doubleandadd.DoubleAndAdd;
import org.jarsl.samples.embedded.Primes;
import org.jarsl.samples.fibonacci.Fibonacci;
import org.jarsl.samples.mapreduce.MapReduce;
import org.jarsl.samples.stages.Stages;
import org.jarsl.samples.sweep.Sweep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SamplesTest {
    private static final Path CONF = Path.of("..", "conf");
    private static final String SAMPLE = "org.jarsl.samples.Sample";

    @TempDir
    private Path runs;

    @Test
    void helloPrintsItsLine() throws Exception {
        Finished run = Finished.run(runs, "org.jarsl.samples.hello.Hello");

        assertThat(run.out()).isEqualTo("Hello 12\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void samplesRunWithConfLocal() throws Exception {
        runSamples(Config.load(CONF.resolve("local.conf")));
    }

    @Test
    void samplesRunWithConfThreads() throws Exception {
        runSamples(Config.load(CONF.resolve("threads.conf")));
    }

    @Test
    void confFilesSayWhatTheDefaultsAre() {
        assertThat(Config.load(CONF.resolve("local.conf"))).isEqualTo(Config.local());
        assertThat(Config.load(CONF.resolve("threads.conf"))).isEqualTo(Config.threads());
    }

    @Test
    void aSampleRunsByItsNameAndTakesAConfiguration() throws Exception {
        Finished run = Finished.java(runs, Map.of(), SAMPLE, "fibonacci", "--config", conf("threads.conf"), "10");

        assertThat(run.out()).isEqualTo("fibonacci(10) = 55\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void anUnknownSampleIsRefusedWithTheKnownOnes() throws Exception {
        Finished run = Finished.java(runs, Map.of(), SAMPLE, "helo");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("jarsl sample: there is no sample \"helo\"; there are: hello, double-and-add, map-reduce, "
                        + "fibonacci, sweep, stages, embedded, molecular-design\n");
        assertThat(Finished.java(runs, Map.of(), SAMPLE).out()).contains("hello ", "embedded ");
    }

    @Test
    void wideStagesRunOnBlocksThatCome() {
        Config config = Config.load(CONF.resolve("elastic.conf")).withRunDirectory(runs);
        try (DataFlowKernel dfk = DataFlowKernel.load(config)) {
            List<Integer> managers = Stages.run(dfk, Duration.ofSeconds(2)).stream()
                    .map(AppFuture::join)
                    .toList();
            assertThat(managers).hasSize(4).allMatch(number -> number <= 3);
            assertThat(Collections.max(managers)).isGreaterThan(1);
            assertThat(managers.get(1)).isEqualTo(1);
            assertThat(managers.get(3)).isEqualTo(1);
        }
    }

    static String conf(String name) {
        return CONF.resolve(name).toAbsolutePath().toString();
    }

    private void runSamples(Config config) throws Exception {
        try (DataFlowKernel dfk = DataFlowKernel.load(config.withRunDirectory(runs))) {
            assertThat(DoubleAndAdd.sum(dfk, 3, 5).join()).isEqualTo(16);
            assertThat(MapReduce.estimate(dfk).join()).isCloseTo(Math.PI, within(0.01));
            assertThat(Fibonacci.number(dfk, 10).join()).isEqualTo(55L);
            Sweep.Flight best = Sweep.best(dfk, runs.resolve("sweep"), 10).join();
            assertThat(best.degrees()).isEqualTo(40);
            assertThat(best.metres()).isCloseTo(79.2, within(0.1));
            assertThat(Primes.below(10_000, 7, dfk.asExecutorService())).isEqualTo(1229);
        }
    }
}
