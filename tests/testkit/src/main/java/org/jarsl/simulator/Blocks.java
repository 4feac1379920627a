package org.jarsl.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jarsl.block.core.BlockCore;
import org.jarsl.block.core.Outbox;
import org.jarsl.interchange.InterchangeActor;
import org.jarsl.interchange.InterchangeEvent;
import org.jarsl.protocol.Failure;
import org.jarsl.protocol.InterchangeMessage;
import org.jarsl.provider.ProviderException.Kind;

/** The blocks of a simulated head: the core that decides on them, and commands to a simulated scheduler. */
final class Blocks implements Outbox {
    /** The number of its question. */
    private static final long LOAD = 0;

    private static final long COMMAND_NANOS = 200_000_000;
    private static final long SILENCE_NANOS = 60_000_000_000L;
    private static final long TICK_NANOS = 1_000_000_000;
    private static final int TICKS_PER_POLL = 5;
    private static final int TICKS_PER_LOOK = 5;

    private final Agenda agenda;
    private final Host host;
    private final BatchSystem batch;
    private final Disk disk;
    private final Trace trace;
    private final Checks checks;
    private final Consumer<InterchangeMessage> interchange;
    private final BlockCore core;
    private final int mostJobs;
    private final int commandsPerMinute;
    private int ticks;
    private int unanswered;
    /** Whether the scheduler did not answer the last command that is over. */
    private boolean silent;

    Blocks(
            BlockCore.Settings settings,
            Agenda agenda,
            Host host,
            BatchSystem batch,
            Disk disk,
            Trace trace,
            Checks checks,
            Consumer<InterchangeMessage> interchange) {
        this.agenda = agenda;
        this.host = host;
        this.batch = batch;
        this.disk = disk;
        this.trace = trace;
        this.checks = checks;
        this.interchange = interchange;
        this.core = new BlockCore(settings, this);
        this.mostJobs = settings.scaling().maxBlocks();
        this.commandsPerMinute = settings.scaling().commandsPerMinute();
    }

    /** Takes over the blocks of an earlier head. */
    void start() {
        List<String> living =
                disk.blocks().stream().filter(id -> batch.find(id).isPresent()).toList();
        core.adopt(living, disk.blocks().size());
        if (living.isEmpty()) {
            recovered();
        }
        core.start(nowMillis());
        tick();
    }

    private void tick() {
        agenda.after(
                TICK_NANOS,
                () -> host.act(() -> {
                    ticks++;
                    core.tick(nowMillis());
                    if (ticks % TICKS_PER_POLL == 0) {
                        core.pollDue(nowMillis());
                    }
                    if (ticks % TICKS_PER_LOOK == 0 || core.wantsLoad()) {
                        interchange.accept(new InterchangeActor.GetLoad(LOAD));
                    }
                    tick();
                }));
    }

    private long nowMillis() {
        return agenda.nowNanos() / 1_000_000;
    }

    /** What the interchange says. */
    void heard(InterchangeEvent event) {
        if (event instanceof InterchangeEvent.ManagerUp up) {
            core.managerRegistered(up.manager().blockId(), up.manager().id(), nowMillis());
        } else if (event instanceof InterchangeEvent.ManagerDown down) {
            core.managerGone(down.manager().blockId(), down.manager().id(), nowMillis());
        } else if (event instanceof InterchangeEvent.LoadIs is && is.question() == LOAD) {
            core.load(is.load(), nowMillis());
        }
    }

    /** When a command is answered, or given up. */
    private void later(Runnable answer, Runnable silence) {
        checks.commanded(commandsPerMinute, silent ? unanswered : 0);
        unanswered++;
        boolean away = batch.isAway();
        agenda.after(
                away ? SILENCE_NANOS : COMMAND_NANOS,
                () -> host.act(() -> {
                    unanswered--;
                    silent = away;
                    core.answered(!away, nowMillis());
                    (away ? silence : answer).run();
                }));
    }

    @Override
    public void submit(String blockId) {
        disk.blockIsUsed(blockId);
        // A scheduler that does not answer has heard every second time.
        boolean heard = !batch.isAway() || Integer.parseInt(blockId) % 2 == 0;
        String jobId = heard ? batch.submit(blockId) : "";
        checks.submitted(batch.living().size(), mostJobs);
        later(() -> core.submitted(blockId, jobId, nowMillis()), () -> {
            core.submitSilent(blockId, nowMillis());
            core.submitFailed(blockId, Kind.UNCLEAR, "no answer", nowMillis());
        });
    }

    @Override
    public void find(String blockId) {
        later(
                () -> core.found(blockId, batch.find(blockId).orElse(null), nowMillis()),
                () -> core.findFailed(blockId, nowMillis()));
    }

    @Override
    public void ask(Map<String, String> jobs) {
        later(
                () -> {
                    jobs.forEach((blockId, jobId) -> {
                        BatchSystem.Job job = batch.job(jobId);
                        if (job.end != null) {
                            core.jobEnded(blockId, job.end, nowMillis());
                        } else if (job.running) {
                            core.jobRunning(blockId, nowMillis());
                        }
                    });
                    core.polled(nowMillis());
                },
                () -> core.polled(nowMillis()));
    }

    @Override
    public void cancel(List<String> jobIds) {
        later(
                () -> {
                    jobIds.forEach(id -> checks.cancelled(batch.job(id)));
                    batch.cancel(jobIds);
                    core.jobsChanged(nowMillis());
                },
                () -> core.cancelFailed(jobIds, nowMillis()));
    }

    @Override
    public void started(String blockId, String jobId) {}

    @Override
    public void held(String blockId, String reason) {}

    @Override
    public void ended(String blockId, String description) {
        trace.say(description);
        interchange.accept(new InterchangeActor.BlockEnded(blockId, description));
    }

    @Override
    public void drain(Set<String> blockIds) {
        interchange.accept(new InterchangeActor.Drain(blockIds));
    }

    @Override
    public void recovered() {
        interchange.accept(new InterchangeActor.Recovered());
    }

    @Override
    public void scaled(String decision) {
        trace.say(decision);
    }

    @Override
    public void postponed(Duration delay, String reason) {
        trace.say("the next block waits for " + delay.toSeconds() + " s: " + reason);
    }

    @Override
    public void failed(String reason) {
        trace.say("no more blocks: " + reason);
        interchange.accept(new InterchangeActor.FailAll(Failure.of(Failure.Kind.EXECUTOR_FAILED, reason)));
    }

    @Override
    public void stopped() {}
}
