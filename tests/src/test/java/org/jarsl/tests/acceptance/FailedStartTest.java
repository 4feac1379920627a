package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jarsl.tests.acceptance.Waits.until;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A DataFlowKernel that cannot be started leaves nothing behind. */
@Timeout(600)
class FailedStartTest {
    @Test
    void aPortInUseIsNamedAndNothingIsLeft(@TempDir Path directory) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            refused(directory, new Config.Head("127.0.0.1", port, "tcp"), "127.0.0.1:" + port);
        }
    }

    @Test
    void anAddressThatIsNotOfThisMachineIsNamedAndNothingIsLeft(@TempDir Path directory) {
        // Of TEST-NET-1, which no machine has.
        refused(directory, new Config.Head("192.0.2.1", 0, "tcp"), "192.0.2.1:0");
    }

    private static void refused(Path directory, Config.Head head, String address) {
        Config config = Configs.both(directory).withHead(head);
        Set<Appender<ILoggingEvent>> appenders = appenders();
        Set<String> threads = threads();
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> DataFlowKernel.load(config))
                .withMessageContainingAll(address, "jarsl.head");
        assertThat(appenders()).isEqualTo(appenders);
        until("no thread is left", () -> threads.containsAll(threads()));
    }

    @Test
    void anExecutorThatCannotStartEndsTheOnesBefore(@TempDir Path directory) {
        Config config = Configs.of(
                directory, "{ type = thread-pool, label = a, max-threads = 2 }, " + Configs.manager("h", 1, ""));
        Set<Appender<ILoggingEvent>> appenders = appenders();
        Set<String> threads = threads();
        // Without it no manager can be started.
        String classPath = System.clearProperty("java.class.path");
        try {
            assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> DataFlowKernel.load(config));
        } finally {
            System.setProperty("java.class.path", classPath);
        }
        assertThat(appenders()).isEqualTo(appenders);
        until("no thread is left", () -> threads.containsAll(threads()));
    }

    private static Set<Appender<ILoggingEvent>> appenders() {
        Set<Appender<ILoggingEvent>> all = new HashSet<>();
        Iterator<Appender<ILoggingEvent>> each = ((Logger) LoggerFactory.getLogger("org.jarsl")).iteratorForAppenders();
        each.forEachRemaining(all::add);
        return all;
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("(jarsl|a-|b-|h-|_join).*"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
