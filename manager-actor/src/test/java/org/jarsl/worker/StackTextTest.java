package org.jarsl.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackTextTest {
    @Test
    void causesAndSuppressedExceptionsAreThere() {
        Exception thrown = new Exception("outer", new RuntimeException("inner"));
        thrown.addSuppressed(new IllegalStateException("on close"));
        assertThat(StackText.of(thrown))
                .startsWith("java.lang.Exception: outer\n\tat org.jarsl.worker.StackTextTest.")
                .contains("\n\tSuppressed: java.lang.IllegalStateException: on close\n\t\tat ")
                .contains("\nCaused by: java.lang.RuntimeException: inner\n\tat ");
    }

    @Test
    void circlesEnd() {
        Exception outer = new Exception("outer");
        outer.initCause(new Exception("inner", outer));
        assertThat(StackText.of(outer)).contains("Caused by: java.lang.Exception: outer\n\t(see above)");
    }

    @Test
    void longChainsAndMessagesAreCut() {
        Exception chain = new Exception("x".repeat(100_000));
        for (int i = 0; i < 10_000; i++) {
            chain = new Exception("link " + i, chain);
        }
        assertThat(StackText.of(chain)).hasSize(StackText.MAX_STACK).endsWith("... (cut)");
        assertThat(StackText.message(new Exception("x".repeat(100_000)))).hasSize(StackText.MAX_MESSAGE);
        assertThat(StackText.message(new Exception())).isEqualTo("(no message)");
    }

    @Test
    void aRecursionLeavesRoomForItsCause() {
        Exception deep = new Exception("deep", new Exception("root"));
        StackTraceElement[] frames = new StackTraceElement[1024];
        java.util.Arrays.fill(frames, new StackTraceElement("org.example.Some", "method", "Some.java", 1));
        deep.setStackTrace(frames);
        assertThat(StackText.of(deep)).contains("\t... 924 more\nCaused by: java.lang.Exception: root");
    }
}
