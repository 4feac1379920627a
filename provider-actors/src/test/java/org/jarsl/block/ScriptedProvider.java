package org.jarsl.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jarsl.provider.JobRequest;
import org.jarsl.provider.JobStatus;
import org.jarsl.provider.Provider;
import org.jarsl.provider.ProviderException;

/** A scheduler whose every answer the test gives. */
final class ScriptedProvider implements Provider {
    static final Duration STATUS_PERIOD = Duration.ofSeconds(30);
    private static final int PATIENCE_SECONDS = 30;

    /** A call that waits for its answer. */
    record Call<Q, A>(Q question, CompletableFuture<A> answer) {
        void answer(A value) {
            answer.complete(value);
        }

        void refuse(String message) {
            fail(ProviderException.Kind.REFUSED, message);
        }

        void fail(ProviderException.Kind kind, String message) {
            answer.completeExceptionally(new ProviderException(kind, message));
        }
    }

    private final BlockingQueue<Call<JobRequest, String>> submissions = new LinkedBlockingQueue<>();
    private final BlockingQueue<Call<List<String>, Map<String, JobStatus>>> polls = new LinkedBlockingQueue<>();
    private final BlockingQueue<Call<List<String>, Boolean>> cancellations = new LinkedBlockingQueue<>();
    private final BlockingQueue<Call<String, Optional<String>>> searches = new LinkedBlockingQueue<>();
    private final AtomicInteger commands = new AtomicInteger();
    private volatile Runnable listener = () -> {};

    Call<JobRequest, String> submission() {
        return next(submissions);
    }

    Call<List<String>, Map<String, JobStatus>> poll() {
        return next(polls);
    }

    Call<List<String>, Boolean> cancellation() {
        return next(cancellations);
    }

    Call<String, Optional<String>> search() {
        return next(searches);
    }

    /** How many there were until now. */
    int commands() {
        return commands.get();
    }

    void change() {
        listener.run();
    }

    private static <T> T next(BlockingQueue<T> queue) {
        try {
            T call = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(call).as("a call of the provider").isNotNull();
            return call;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String submit(JobRequest request) throws ProviderException {
        return await(submissions, request);
    }

    @Override
    public Optional<String> find(String jobName) throws ProviderException {
        return await(searches, jobName);
    }

    @Override
    public Map<String, JobStatus> status(Collection<String> jobIds) throws ProviderException {
        return await(polls, List.copyOf(jobIds));
    }

    @Override
    public void cancel(Collection<String> jobIds) throws ProviderException {
        boolean unused = await(cancellations, List.copyOf(jobIds));
    }

    private <Q, A> A await(BlockingQueue<Call<Q, A>> queue, Q question) throws ProviderException {
        Call<Q, A> call = new Call<>(question, new CompletableFuture<>());
        commands.incrementAndGet();
        queue.add(call);
        try {
            return call.answer().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ProviderException refusal
                    ? refusal
                    : new ProviderException(ProviderException.Kind.REFUSED, "broken", e);
        } catch (InterruptedException e) {
            throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "the test is over", e);
        }
    }

    @Override
    public Duration statusPeriod() {
        return STATUS_PERIOD;
    }

    @Override
    public void onChange(Runnable newListener) {
        listener = newListener;
    }

    @Override
    public void close() {}
}
