package org.jarsl.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What schedulers that are spoken to by commands have in common. Thread-safe. */
abstract class CommandProvider implements Provider {
    /** A command line has an end, and so has a scheduler's patience. */
    private static final int IDS_PER_COMMAND = 50;

    final Commands commands;
    private final Duration statusPeriod;

    CommandProvider(Commands commands, Duration statusPeriod) {
        this.commands = commands;
        this.statusPeriod = statusPeriod;
    }

    static List<List<String>> chunks(Collection<String> jobIds) {
        List<String> all = List.copyOf(jobIds);
        List<List<String>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += IDS_PER_COMMAND) {
            chunks.add(all.subList(from, Math.min(all.size(), from + IDS_PER_COMMAND)));
        }
        return chunks;
    }

    static List<String> words(List<String> command, Collection<String> jobIds) {
        List<String> words = new ArrayList<>(command);
        words.addAll(jobIds);
        return words;
    }

    /** Adds {@code prefix + value} unless the value is empty. */
    static void line(List<String> lines, String prefix, String value) {
        if (!value.isEmpty()) {
            lines.add(prefix + value);
        }
    }

    /** What a command that submits has answered: the first group of the pattern. */
    final String id(Answer answer, Pattern jobId) throws ProviderException {
        if (!answer.ok()) {
            throw answer.as(kind(answer));
        }
        Matcher id = jobId.matcher(answer.out());
        if (!id.find()) {
            // There may be a job of whatever id.
            throw new ProviderException(
                    ProviderException.Kind.UNCLEAR,
                    "`" + answer.command() + "` gave no job id: " + answer.out().strip());
        }
        return id.group(1);
    }

    static JobStatus missing() {
        return new JobStatus(JobState.MISSING, OptionalInt.empty(), "the scheduler knows of no such job any more");
    }

    @Override
    public final Map<String, JobStatus> status(Collection<String> jobIds) throws ProviderException {
        Map<String, JobStatus> states = new HashMap<>();
        if (!jobIds.isEmpty()) {
            ask(jobIds, states);
            states.keySet().retainAll(jobIds);
        }
        return states;
    }

    /** Puts what the scheduler says of these jobs, of which there is at least one, and maybe of others. */
    abstract void ask(Collection<String> jobIds, Map<String, JobStatus> states) throws ProviderException;

    /**
     * Runs a command that ends jobs.
     *
     * @param gone matches, in its complaints, the lines that say that a job is not there any more
     */
    final void cancel(List<String> command, Collection<String> jobIds, Pattern gone) throws ProviderException {
        for (List<String> ids : chunks(jobIds)) {
            Answer answer = commands.run(words(command, ids), null);
            boolean harmless = answer.lines().findAny().isPresent()
                    && answer.lines().allMatch(line -> gone.matcher(line).find());
            if (!answer.ok() && !harmless) {
                throw answer.as(kind(answer));
            }
        }
    }

    /** In contrast to a refusal: nobody was asked, or who was asked may have done it all the same. */
    abstract ProviderException.Kind kind(Answer answer);

    @Override
    public Duration statusPeriod() {
        return statusPeriod;
    }

    @Override
    public Duration commandTimeout() {
        return commands.timeout().multipliedBy(2);
    }

    @Override
    public void close() {}
}
