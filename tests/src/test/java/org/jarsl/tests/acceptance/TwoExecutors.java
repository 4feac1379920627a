package org.jarsl.tests.acceptance;

import java.nio.file.Path;
import org.jarsl.DataFlowKernel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One DataFlowKernel for all tests of a class, with the executors {@code threads} and {@code htex}. */
@Timeout(600)
abstract class TwoExecutors {
    static DataFlowKernel dfk;

    @BeforeAll
    static void load(@TempDir Path directory) {
        dfk = DataFlowKernel.load(Configs.both(directory));
    }

    @AfterAll
    static void close() {
        dfk.close();
    }
}
