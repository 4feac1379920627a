package org.jarsl.tests.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jarsl.tests.acceptance.Waits.failure;
import static org.jarsl.tests.acceptance.Waits.read;
import static org.jarsl.tests.acceptance.Waits.result;
import static org.jarsl.tests.acceptance.Waits.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jarsl.AppFuture;
import org.jarsl.NodeSummary;
import org.jarsl.TaskEvent;
import org.jarsl.TaskState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationTest extends TwoExecutors {
    private static final List<TaskEvent> EVENTS = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void listen() {
        EVENTS.clear();
        dfk.addListener(event -> {
            throw new IllegalStateException("a listener that always fails");
        });
        dfk.addListener(EVENTS::add);
    }

    private static List<TaskEvent> eventsOf(AppFuture<?> future) {
        until(
                "the end is told",
                () -> EVENTS.stream()
                        .anyMatch(
                                e -> e.taskId() == future.taskId() && e.state().isFinal()));
        return EVENTS.stream().filter(e -> e.taskId() == future.taskId()).toList();
    }

    private static List<TaskState> statesOf(AppFuture<?> future) {
        return eventsOf(future).stream().map(TaskEvent::state).toList();
    }

    @OnBothExecutors
    void listenersHearTheStatesInTheirOrder(String on, @TempDir Path directory) {
        Instant before = Instant.now();
        AppFuture<Integer> first =
                dfk.app(Numbers::twice).named("first").executor(on).call(1);
        AppFuture<Integer> bad = dfk.app(Numbers::fail).executor(on).call("x");
        AppFuture<Integer> dependent = dfk.app(Numbers::twice).executor(on).call(bad);
        AppFuture<Integer> flaky =
                dfk.app(Blockers::flaky).executor(on).retries(1).call(directory.resolve("f"), 1, "state");
        result(first);
        failure(dependent);
        result(flaky);
        assertThat(statesOf(first)).containsExactly(TaskState.LAUNCHED, TaskState.EXEC_DONE);
        assertThat(statesOf(bad)).containsExactly(TaskState.LAUNCHED, TaskState.FAILED);
        assertThat(statesOf(dependent)).endsWith(TaskState.DEP_FAIL).doesNotContain(TaskState.LAUNCHED);
        assertThat(statesOf(flaky))
                .containsExactly(TaskState.LAUNCHED, TaskState.FAIL_RETRYABLE, TaskState.LAUNCHED, TaskState.EXEC_DONE);
        assertThat(eventsOf(flaky)).extracting(TaskEvent::attempt).containsExactly(0, 0, 1, 1);
        assertThat(eventsOf(first)).extracting(TaskEvent::app).containsOnly("first");
        assertThat(eventsOf(first)).extracting(TaskEvent::time).isSorted().allMatch(time -> !time.isBefore(before));
    }

    @Test
    void whereATaskRanIsTold() {
        AppFuture<Integer> onManager = dfk.app(Numbers::twice).executor("htex").call(1);
        result(onManager);
        List<TaskEvent> events = eventsOf(onManager);
        NodeSummary node = dfk.nodes().get(0);
        assertThat(events.get(events.size() - 1).where()).isEqualTo(node.node());
    }

    @OnBothExecutors
    void theNameOfAnAppIsInItsFailureAndItsFiles(String on) {
        AppFuture<Integer> bad =
                dfk.app(Numbers::fail).named("my/own name").executor(on).call("x");
        assertThat(failure(bad)).hasMessageContaining("my/own name");
        AppFuture<Integer> shell = dfk.bash(Commands::line)
                .named("my/own name")
                .executor(on)
                .stdout(org.jarsl.StdStream.AUTO)
                .call("echo x");
        result(shell);
        assertThat(shell.stdout().orElseThrow().getFileName().toString()).contains("my_own_name");
    }

    @OnBothExecutors
    void whenTheResultIsThereTheStateIsFinal(String on) {
        for (int i = 0; i < 300; i++) {
            AppFuture<Integer> future = dfk.app(Numbers::twice).executor(on).call(i);
            result(future);
            assertThat(future.taskState()).isEqualTo(TaskState.EXEC_DONE);
        }
    }

    @Test
    void nodesHaveTheManager() {
        result(dfk.app(Numbers::twice).executor("htex").call(1));
        assertThat(dfk.nodes()).singleElement().satisfies(node -> {
            assertThat(node.executor()).isEqualTo("htex");
            assertThat(node.up()).isTrue();
            assertThat(node.workers()).isEqualTo(2);
            assertThat(node.block()).isEqualTo("0");
            assertThat(node.tasks()).isPositive();
            assertThat(node.node()).isNotEmpty();
            assertThat(ProcessHandle.of(node.pid())).isPresent();
        });
    }

    @Test
    void theRunDirectoryHasTheLogsAndScripts() throws IOException {
        result(dfk.app(Numbers::twice).executor("htex").call(1));
        Path run = dfk.runDirectory();
        assertThat(run.getFileName().toString()).matches("\\d{3}");
        until(
                "the log of the head",
                () -> Files.exists(run.resolve("jarsl.log"))
                        && !read(run.resolve("jarsl.log")).isEmpty());
        String manager = dfk.nodes().get(0).manager();
        assertThat(run.resolve("htex").resolve(manager).resolve("manager.log")).exists();
        try (Stream<Path> scripts = Files.list(run.resolve("htex/submit_scripts"))) {
            assertThat(scripts.map(p -> p.getFileName().toString()))
                    .anyMatch(name -> name.endsWith(".sh"))
                    .anyMatch(name -> name.endsWith(".stderr"))
                    .anyMatch(name -> name.endsWith(".stdout"));
        }
    }
}
