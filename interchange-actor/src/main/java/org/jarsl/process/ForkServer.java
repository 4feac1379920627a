package org.jarsl.process;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A shell that runs one command after the other, each in a process group of its own. In contrast to {@link ProcessGroup#start},
 * for which Java starts a helper, the helper {@code setsid}, and that the shell, it forks itself, and the fork becomes
 * the shell of the command: one program instead of three. Of one thread.
 */
public final class ForkServer implements AutoCloseable {
    /**
     * For each command it reads four texts, and writes its exit code. Job control gives the fork its group; without it
     * {@code wait} does not return when the command is stopped, and nothing is said of its end. The names are such that
     * no variable of the command's is changed; {@code $1} is a file that its shell is to read first, and this one is not.
     */
    private static final String SCRIPT = """
            [[ -z $1 ]] || export BASH_ENV=$1
            jarsl_own=${JARSL_PROCESS_GROUP##*:}
            jarsl_outer=${JARSL_PROCESS_GROUP%"$jarsl_own"}
            while IFS= read -rd '' jarsl_directory && IFS= read -rd '' jarsl_out && IFS= read -rd '' jarsl_errors &&
              IFS= read -rd '' jarsl_command; do
              JARSL_PROCESS_GROUP=$jarsl_outer$jarsl_own.$((++jarsl_number))
              set -m
              {
                { [[ -z $jarsl_directory ]] || cd -- "$jarsl_directory"; } && exec /bin/bash -c "$jarsl_command"
              } </dev/null >>"$jarsl_out" 2>>"$jarsl_errors" &
              set +m
              wait $!
              echo $?
            done
            """;

    /** Whether there can be one on this system: a command that is to be stopped is found in {@code /proc}. */
    public static final boolean SUPPORTED = ProcessGroup.SUPPORTED && Files.isDirectory(Path.of("/proc/self"));

    /** That of arguments and file names, as Java itself has it. */
    private static final Charset NATIVE = Charset.forName(System.getProperty("sun.jnu.encoding"));

    private static final int GONE = -1;

    private final ProcessGroup server;
    private final OutputStream input;
    private final BlockingQueue<Integer> ends = new LinkedBlockingQueue<>();
    private int number;

    private ForkServer(ProcessGroup server) {
        this.server = server;
        this.input = new BufferedOutputStream(server.process().getOutputStream());
        Thread reader = new Thread(this::read, "jarsl-exit-codes");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Only where it is {@link #SUPPORTED}.
     *
     * @param variables of all its commands, beside those of this process
     */
    public static ForkServer start(Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder().redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(variables);
        String startup = builder.environment().remove("BASH_ENV");
        List<String> command = List.of("/bin/bash", "-c", SCRIPT, "jarsl-fork-server", startup == null ? "" : startup);
        return new ForkServer(ProcessGroup.start(builder, command, true));
    }

    private void read() {
        try (BufferedReader reader = server.process().inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                ends.add(Integer.valueOf(line));
            }
        } catch (IOException e) {
            // the same as its end
        } finally {
            ends.add(GONE);
        }
    }

    /** Whether it can run another command. */
    public boolean isAlive() {
        return server.process().isAlive();
    }

    /**
     * Runs a command line to its end; what it writes is appended to files.
     *
     * @param directory where; empty for the one of this process
     * @param command without zero characters
     * @param grace between TERM and KILL when the thread is interrupted
     * @return its exit code, or that of this server if it was killed
     * @throws InterruptedException if the thread was interrupted; the command and all that it started are gone then, and
     *     so is this server
     */
    public int run(String directory, Path out, Path errors, String command, Duration grace)
            throws IOException, InterruptedException {
        number++;
        for (String text : List.of(directory, out.toString(), errors.toString(), command)) {
            input.write(text.getBytes(NATIVE));
            input.write(0);
        }
        input.flush();
        try {
            int end = ends.take();
            if (end != GONE) {
                return end;
            }
        } catch (InterruptedException e) {
            stop(grace);
            throw e;
        }
        stop(grace);
        return server.process().waitFor();
    }

    /** The server first, so that it does not fork once more. */
    private void stop(Duration grace) {
        server.process().destroyForcibly();
        server.awaitLeader();
        server.stopCommand(number, grace);
    }

    @Override
    public void close() {
        server.process().destroyForcibly();
    }
}
