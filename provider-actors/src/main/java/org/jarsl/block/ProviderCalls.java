package org.jarsl.block;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jarsl.provider.ProviderException;
import org.jarsl.provider.ProviderException.Kind;
import org.jspecify.annotations.Nullable;

/** Runs the calls of a provider off its actor's thread, each with a bound; only for that actor's thread. */
final class ProviderCalls {
    /** Of a call: either its value or what went wrong. */
    interface Result<T> {
        void of(@Nullable T value, @Nullable ProviderException problem);
    }

    private final ActorContext<BlockActor.Command> context;
    private final TimerScheduler<BlockActor.Command> timers;
    private final Duration timeout;
    private final Executor executor;
    /** Those that have neither been answered nor given up. */
    private final Set<Long> underWay = new HashSet<>();

    private long last;

    ProviderCalls(
            ActorContext<BlockActor.Command> context,
            TimerScheduler<BlockActor.Command> timers,
            Duration timeout,
            Executor executor) {
        this.context = context;
        this.timers = timers;
        this.timeout = timeout;
        this.executor = executor;
    }

    /** One of which a late answer does not matter, so that silence is a failure like others. Returns its number. */
    <T> long run(Callable<T> call, Result<T> result) {
        return run(call, result, () -> result.of(null, silence()), false);
    }

    /** The actor gets an {@link BlockActor.Answer} in time, and if that was silence perhaps another one later. */
    <T> long run(Callable<T> call, Result<T> result, Runnable ifSilent, boolean evenLate) {
        long number = ++last;
        underWay.add(number);
        timers.startSingleTimer(number, new BlockActor.Answer(number, false, false, ifSilent), timeout);
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return call.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
        context.pipeToSelf(answer, (value, thrown) -> {
            ProviderException problem = thrown == null ? null : problem(thrown);
            boolean heard = problem == null || problem.kind() == Kind.REFUSED;
            return new BlockActor.Answer(number, heard, evenLate, () -> result.of(value, problem));
        });
        return number;
    }

    /** False if the call was given up before; to be asked once for each answer. */
    boolean isInTime(BlockActor.Answer answer) {
        timers.cancel(answer.call());
        return underWay.remove(answer.call());
    }

    ProviderException silence() {
        return new ProviderException(Kind.UNCLEAR, "no answer in " + timeout.toSeconds() + " s");
    }

    /** What is not the provider's own exception, such as a full disk, would be the same again. */
    private static ProviderException problem(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof ProviderException own
                ? own
                : new ProviderException(Kind.REFUSED, cause.toString(), cause);
    }
}
