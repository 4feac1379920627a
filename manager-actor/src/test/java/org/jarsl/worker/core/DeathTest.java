package org.jarsl.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeathTest {
    private static final String NO_MEMORY = "words\nTerminating due to java.lang.OutOfMemoryError: Java heap space\n";

    @Test
    void anExitCodeIsAnExit() {
        assertThat(Death.of(3, " words \n", 0, ""))
                .isEqualTo(new Death(true, "ended with exit code 3", "; standard error ends with:\nwords"));
    }

    @Test
    void aSignalIsNamed() {
        assertThat(Death.of(143, "", 0, "")).isEqualTo(new Death(false, "was ended by signal TERM", ""));
    }

    @Test
    void theReportOfACrashNamesTheSignal() {
        String report = """
                # A fatal error has been detected by the Java Runtime Environment:
                #
                #  SIGSEGV (0xb) at pc=0x00007f, pid=1, tid=2
                """;
        assertThat(Death.of(1, "", 0, report).how()).isEqualTo("was ended by signal SEGV");
        assertThat(Death.of(1, "", 0, "#  Internal Error").exit()).isFalse();
    }

    @Test
    void memoryThatRanOutIsToldFromExit3() {
        Death death = Death.of(3, NO_MEMORY, 64 << 20, "");
        assertThat(death.exit()).isFalse();
        assertThat(death.how()).contains("ran out of memory", "Java heap space", "64 MiB");
        assertThat(Death.of(4, NO_MEMORY, 0, "").exit()).isTrue();
    }
}
