package org.jarsl.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Scheduler.TaskRunOnClose;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.event.NoLogging;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.concurrent.ExecutionContext;
import scala.runtime.BoxedUnit;

@Timeout(60)
class QuietSchedulerTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofDays(1);

    private static final ExecutionContext HERE = ExecutionContext.fromExecutor(Runnable::run);

    private final QuietScheduler scheduler =
            new QuietScheduler(ConfigFactory.empty(), NoLogging.getInstance(), Thread::new);
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void timersEndInOrderOfTheirTimesAndEachOnce() throws InterruptedException {
        Cancellable late = scheduler.scheduleOnce(SOON.multipliedBy(300), () -> seen.add("late"), HERE);
        Cancellable early = scheduler.scheduleOnce(SOON, () -> seen.add("early"), HERE);
        assertEquals("early", seen.take());
        assertEquals("late", seen.take());
        assertTrue(seen.isEmpty());
        assertFalse(early.isCancelled() || late.isCancelled());
    }

    @Test
    void aCancelledTimerIsNotRunAndSaysSo() throws InterruptedException {
        Cancellable cancelled = scheduler.scheduleOnce(SOON.multipliedBy(200), () -> seen.add("cancelled"), HERE);
        assertTrue(cancelled.cancel());
        assertFalse(cancelled.cancel(), "a second time");
        assertTrue(cancelled.isCancelled());
        scheduler.scheduleOnce(SOON.multipliedBy(400), () -> seen.add("after"), HERE);
        assertEquals("after", seen.take());
    }

    @Test
    void repeatedTimersGoOnUntilTheyAreCancelled() throws InterruptedException {
        Cancellable delayed = scheduler.scheduleWithFixedDelay(SOON, SOON, () -> seen.add("delay"), HERE);
        for (int i = 0; i < 3; i++) {
            assertEquals("delay", seen.take());
        }
        delayed.cancel();
        Cancellable atRate = scheduler.scheduleAtFixedRate(SOON, SOON, () -> seen.add("rate"), HERE);
        while (!seen.take().equals("rate")) {}
        assertEquals("rate", seen.take());
        atRate.cancel();
    }

    @Test
    void anExecutorThatHasEndedKeepsNoOtherTimerFromRunning() throws InterruptedException {
        ExecutionContext ended = ExecutionContext.fromExecutor(
                action -> {
                    throw new RejectedExecutionException("ended");
                },
                failure -> {
                    seen.add(failure.getClass().getSimpleName());
                    return BoxedUnit.UNIT;
                });
        scheduler.scheduleOnce(SOON, () -> seen.add("not run"), ended);
        assertEquals("RejectedExecutionException", seen.take());
        scheduler.scheduleOnce(SOON, () -> seen.add("run"), HERE);
        assertEquals("run", seen.take());
    }

    @Test
    void whatIsNotToBeForgottenRunsAtTheEndAndNothingElse() {
        TaskRunOnClose kept = () -> seen.add("kept");
        scheduler.scheduleOnce(NEVER, kept, HERE);
        scheduler.scheduleOnce(NEVER, () -> seen.add("forgotten"), HERE);
        TaskRunOnClose cancelled = () -> seen.add("cancelled");
        scheduler.scheduleOnce(NEVER, cancelled, HERE).cancel();
        scheduler.close();
        assertEquals("kept", seen.poll());
        assertTrue(seen.isEmpty());
        assertThrows(IllegalStateException.class, () -> scheduler.scheduleOnce(SOON, () -> {}, HERE));
    }

    @Test
    void actorsOfJarslUseIt() throws InterruptedException {
        CountDownLatch ticks = new CountDownLatch(3);
        ActorSystem<String> system = ActorSystems.create(
                Behaviors.withTimers(timers -> {
                    timers.startTimerWithFixedDelay("tick", SOON);
                    return Behaviors.receiveMessage(message -> {
                        ticks.countDown();
                        return Behaviors.same();
                    });
                }),
                new Endpoint("127.0.0.1", 0, "tcp", Path.of(""))
                        .settings("test", Map.of("pekko.actor.provider", "local")));
        try {
            assertInstanceOf(QuietScheduler.class, system.classicSystem().scheduler());
            assertTrue(ticks.await(50, TimeUnit.SECONDS), "the timer was not heard");
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        }
    }
}
