package org.jarsl.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.tool.JavaShellToolBuilder;
import org.jarsl.Config;
import org.jarsl.DataFlowKernel;
import org.jarsl.settings.SettingsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Java's own JShell in this JVM, with a loaded DataFlowKernel as its variable {@code dfk}. What is typed goes to the
 * managers with the apps that need it.
 */
@Command(
        name = "jarsl shell",
        mixinStandardHelpOptions = true,
        version = "./jarsl version prints them",
        sortOptions = false,
        description = "Starts JShell with Jarsl: what is typed at its prompt can be called as an app.")
public final class Shell implements Callable<Integer> {
    private static final List<String> STARTUP =
            List.of("import org.jarsl.*;", "DataFlowKernel dfk = org.jarsl.cli.Shell.kernel();");

    private static volatile @Nullable DataFlowKernel kernel;

    @Option(names = "--config", paramLabel = "FILE", description = "where apps run; this machine if not given")
    private @Nullable Path config;

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "directories and jars that are needed, separated as for java")
    private String classPath = "";

    @Parameters(
            paramLabel = "ARGUMENTS",
            description = "for JShell: files of what is to be typed first, or after -- its options, such as -s")
    private List<String> arguments = new ArrayList<>();

    private Shell() {}

    public static void main(String[] words) {
        System.exit(new CommandLine(new Shell()).execute(words));
    }

    /** The DataFlowKernel of this session. */
    public static DataFlowKernel kernel() {
        DataFlowKernel loaded = kernel;
        if (loaded == null) {
            throw new IllegalStateException("this JVM has no jarsl shell; load a DataFlowKernel of your own");
        }
        return loaded;
    }

    @Override
    public Integer call() throws Exception {
        DataFlowKernel loaded;
        try {
            ClassPath.add(ClassPath.entries(classPath));
            loaded = config == null ? DataFlowKernel.load() : DataFlowKernel.load(Config.load(config));
        } catch (SettingsException | ProgramException e) {
            System.err.println("jarsl shell: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        Path startup = startup();
        try (loaded) {
            kernel = loaded;
            System.out.println(
                    "jarsl shell: dfk is a DataFlowKernel; try dfk.app((Integer x) -> 2 * x).call(21).join()");
            List<String> words = new ArrayList<>(List.of(
                    "--execution",
                    "local",
                    "--class-path",
                    existing(System.getProperty("java.class.path")),
                    "--startup",
                    "DEFAULT",
                    "--startup",
                    startup.toString()));
            words.addAll(arguments);
            return JavaShellToolBuilder.builder().start(words.toArray(String[]::new));
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    /** JShell refuses what java passes over. */
    private static String existing(String wholeClassPath) {
        return Stream.of(wholeClassPath.split(File.pathSeparator))
                .filter(entry -> new File(entry).exists())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path startup() throws IOException {
        return Files.write(Files.createTempFile("jarsl-shell-", ".jsh"), STARTUP);
    }
}
