package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.result;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jarsl.AppFuture;
import org.jarsl.Arg;
import org.jarsl.DataFlowKernel;
import org.jarsl.ValueException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
class LargeValuesTest {
    private static final int MEBIBYTE = 1024 * 1024;

    static DataFlowKernel dfk;
    static DataFlowKernel limited;

    @BeforeAll
    static void load(@TempDir Path directory) {
        dfk = DataFlowKernel.load(Configs.managers(directory, ""));
        limited = DataFlowKernel.load(Configs.managers(directory, "").withMaxValueBytes(MEBIBYTE));
    }

    @AfterAll
    static void close() {
        dfk.close();
        limited.close();
    }

    @AfterEach
    void othersStillRun() {
        assertThat(result(dfk.app(Numbers::twice).call(1))).isEqualTo(2);
        assertThat(result(limited.app(Numbers::twice).call(1))).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 200_000, 262_144, 300_000, MEBIBYTE, 64 * MEBIBYTE})
    void argumentsAndResultsOfAnySizeArrive(int size) {
        byte[] sent = Faults.bytes(size);
        assertThat(result(dfk.app(Faults::hash).call(sent))).isEqualTo(Arrays.hashCode(sent));
        assertThat(Arrays.equals(result(dfk.app(Faults::bytes).call(size)), sent))
                .isTrue();
    }

    @Test
    void aLargeResultIsAnArgument() {
        AppFuture<byte[]> made = dfk.app(Faults::bytes).call(16 * MEBIBYTE);
        assertThat(result(dfk.app(Faults::hash).call(made))).isEqualTo(Arrays.hashCode(Faults.bytes(16 * MEBIBYTE)));
    }

    @Test
    void aLongTextArrives() {
        assertThat(result(dfk.app(Faults::length).call(dfk.app(Faults::text).call(30_000_000))))
                .isEqualTo(30_000_000);
    }

    @Test
    void manyLargeOnesAtOnceArrive() {
        List<AppFuture<Integer>> hashes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            hashes.add(dfk.app(Faults::hash).call(dfk.app(Faults::bytes).call(MEBIBYTE + i)));
        }
        for (int i = 0; i < 40; i++) {
            assertThat(result(hashes.get(i))).isEqualTo(Arrays.hashCode(Faults.bytes(MEBIBYTE + i)));
        }
    }

    @Test
    void anArgumentOverTheLimitIsRefusedWithSizeAndLimit() {
        AppFuture<Integer> task = limited.app(Faults::hash).call(new byte[2 * MEBIBYTE]);
        assertThat(failure(task, ValueException.class))
                .hasMessageContainingAll("hash", "20971", "1048576", "max-value");
    }

    @Test
    void aResultOverTheLimitIsRefusedWithSizeAndLimit() {
        AppFuture<byte[]> task = limited.app(Faults::bytes).call(2 * MEBIBYTE);
        assertThat(failure(task, ValueException.class))
                .hasMessageContainingAll("bytes", "20971", "1048576", "max-value");
    }

    @Test
    void argumentsThatAreOverTheLimitTogetherAreRefused() {
        List<AppFuture<byte[]>> parts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parts.add(limited.app(Faults::bytes).call(MEBIBYTE / 2));
        }
        AppFuture<Integer> task = limited.app(Faults::total).call(Arg.all(parts));
        assertThat(failure(task, ValueException.class)).hasMessageContainingAll("total", "1048576", "max-value");
        assertThat(result(limited.app(Faults::hash).call(parts.get(0))))
                .isEqualTo(Arrays.hashCode(Faults.bytes(MEBIBYTE / 2)));
    }
}
