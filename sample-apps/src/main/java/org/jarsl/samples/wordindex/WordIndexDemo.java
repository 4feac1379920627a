package org.jarsl.samples.wordindex;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.jarsl.AppException;
import org.jarsl.AppFuture;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.cli.Progress;
import org.jarsl.cli.Summary;

/** The demo: indexes the words of a directory on two managers of this machine, and shows how it goes. */
public final class WordIndexDemo {
    private static final int SHOWN_WORDS = 5;

    /** Two managers with one worker each. */
    private static final String CONFIG = """
            jarsl.executors = [{
              type = high-throughput
              max-workers-per-node = 1
              heartbeat-period = 1s
              provider.init-blocks = 2
            }]
            """;

    private WordIndexDemo() {}

    public static Config config() {
        return Config.parse(CONFIG);
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 1 || (arguments.length == 1 && arguments[0].startsWith("-"))) {
            boolean help = arguments[0].equals("--help") || arguments[0].equals("-h");
            (help ? System.out : System.err).println("Usage: jarsl demo [DIR]");
            System.exit(help ? 0 : 2);
        }
        Path directory = Path.of(arguments.length == 1 ? arguments[0] : System.getProperty("jarsl.home", "."))
                .toAbsolutePath()
                .normalize();
        if (!Files.isDirectory(directory)) {
            System.err.println("jarsl demo: " + directory + " is not a directory");
            System.exit(2);
        }
        try (DataFlowKernel dfk = DataFlowKernel.load(config())) {
            run(dfk, directory, System.out, System.err);
        } catch (AppException e) {
            System.err.println("jarsl demo: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Returns the index, whose lines are {@code count word}. */
    public static Path run(DataFlowKernel dfk, Path directory, PrintStream out, PrintStream err) throws IOException {
        TextFiles files = TextFiles.under(directory);
        Path work = dfk.runDirectory().resolve("word-index");
        Path index = dfk.runDirectory().resolve("word-index.txt");
        err.printf(
                Locale.ROOT,
                "%s: %,d text files, %,d KiB (skipped: %d binary, %d unreadable)%n",
                directory,
                files.files.size(),
                files.bytes() >> 10,
                files.binary,
                files.unreadable);
        Summary summary = new Summary(dfk);
        AppFuture<Integer> written = new WordIndex(dfk).build(files, work, index);
        Progress progress = new Progress(dfk, err);
        int words;
        try {
            words = progress.join(written);
        } finally {
            progress.end();
        }
        out.printf(Locale.ROOT, "%,d different words, the most frequent of them:%n", words);
        try (Stream<String> lines = Files.lines(index)) {
            lines.limit(SHOWN_WORDS).forEach(out::println);
        }
        summary.print(out);
        out.println("index    " + index);
        return index;
    }
}
