package org.jarsl.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the same in the tests of all schedulers; for a real one see {@link Doubles}. */
abstract class SchedulerTest {
    static final List<String> TWO_HUNDRED =
            IntStream.rangeClosed(1001, 1200).mapToObj(Integer::toString).toList();
    static final String NO_ID = "submitted, probably";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    Path directory;

    Doubles doubles;
    Provider provider;

    abstract Doubles recorded() throws Exception;

    /** One whose jobs go to this queue; to the default one if it is empty. */
    abstract Provider provider(String queue);

    @BeforeEach
    void commands() throws Exception {
        doubles = recorded();
        provider = provider("");
    }

    static BatchSettings batch(String queue, String schedulerOptions) {
        return new BatchSettings(
                queue, "", schedulerOptions, Duration.ofMinutes(10), Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    /** What {@link Provider#directives} shall be shown of. */
    static JobRequest ninetyMinutesOfThreeNodes() {
        return new JobRequest(
                "jarsl.htex.k3f9x2.12", Path.of("b.sh"), Path.of("/o"), Path.of("/e"), 3, Duration.ofMinutes(90));
    }

    /** A job of one node, whose script has the provider's directives. */
    JobRequest request(String name, Provider of, String text) throws Exception {
        Path script = directory.resolve(name + ".sh");
        JobRequest request = new JobRequest(
                name, script, directory.resolve("out"), directory.resolve("err"), 1, Duration.ofMinutes(10));
        Files.writeString(script, "#!/bin/bash\n" + String.join("\n", of.directives(request)) + "\n" + text + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return request;
    }

    /** Like the names of blocks. */
    static String name() {
        return "jarsl.test.p" + ProcessHandle.current().pid() + "." + NUMBER.incrementAndGet();
    }

    static void fails(ProviderException.Kind kind, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining(words)
                .extracting("kind")
                .isEqualTo(kind);
    }

    void aWrongQueueIsRefused(String words) throws Exception {
        Provider wrong = provider("nosuch");
        JobRequest request = request(name(), wrong, "exit 0");

        fails(ProviderException.Kind.REFUSED, words, () -> wrong.submit(request));
    }

    /** Of a scheduler whose status is {@code words}, and whose answer to a submission is {@link #NO_ID}. */
    void theAnswersCannotBeRead(String words, String jobId) throws Exception {
        JobRequest request = request(name(), provider, "");

        fails(ProviderException.Kind.UNAVAILABLE, words, () -> provider.status(List.of(jobId)));
        fails(ProviderException.Kind.UNCLEAR, NO_ID, () -> provider.submit(request));
    }

    void theSchedulerIsDown(String words) throws Exception {
        JobRequest request = request(name(), provider, "exit 0");
        ProviderException.Kind away = ProviderException.Kind.UNAVAILABLE;
        fails(away, words, () -> provider.status(List.of("1")));
        fails(away, words, () -> provider.find("jarsl.htex.k3f9x2.1"));
        fails(away, words, () -> provider.submit(request));
        fails(away, words, () -> provider.cancel(List.of("1")));
    }

    @Test
    void aMissingCommandIsNamed() {
        doubles.notForReal();

        fails(ProviderException.Kind.REFUSED, "there is no command `", () -> provider.status(List.of("1")));
        fails(ProviderException.Kind.REFUSED, "there is no command `", () -> provider.cancel(List.of("1")));
    }

    @Test
    void nobodyIsAskedAboutNoJobs() throws Exception {
        assertThat(provider.status(List.of())).isEmpty();
        provider.cancel(List.of());
    }
}
