package org.jarsl.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jarsl.Config;
import org.jarsl.settings.SettingsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * Runs a user's program, as {@code java} would, with two differences: Jarsl is on its class path, and the managers get
 * the program's classes too, even those just compiled from a source file. What the program throws is handled as
 * {@code java} does, except that an unusable configuration is one message without a stack.
 */
@Command(
        name = "jarsl run",
        mixinStandardHelpOptions = true,
        version = "./jarsl version prints them",
        sortOptions = false,
        description = "Runs a program.")
public final class Run {
    /** Names the file that {@code --config} gave, for the program. */
    static final String CONFIG_PROPERTY = "jarsl.config";

    /** Names the run that the first DataFlowKernel of the program continues. */
    static final String RESUMED_PROPERTY = "jarsl.resume";

    static final String IGNORED_PROPERTY = "jarsl.ignore-journal";

    private static final int CANNOT_RUN = 2;

    @Option(names = "--config", paramLabel = "FILE", description = "the configuration that the program uses")
    private @Nullable Path config;

    @Option(
            names = "--resume",
            paramLabel = "RUNDIR",
            description = "the run that the program continues, such as runinfo/007: what it has done is not done again")
    private @Nullable Path resumed;

    @Option(
            names = "--ignore-journal",
            description = "set aside what that run has done, when its journal cannot be used")
    private boolean ignoreJournal;

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "directories and jars that the program needs, separated as for java")
    private String classPath = "";

    @Parameters(index = "0", paramLabel = "(CLASS|JAR|FILE.java)", description = "what to run")
    private String program = "";

    @Parameters(index = "1..*", paramLabel = "ARGUMENTS", description = "the program's own")
    private List<String> arguments = new ArrayList<>();

    private Run() {}

    public static void main(String[] words) throws Throwable {
        CommandLine command = new CommandLine(new Run()).setStopAtPositional(true);
        try {
            command.parseArgs(words);
            if (CommandLine.printHelpIfRequested(command.getParseResult())) {
                return;
            }
            command.<Run>getCommand().run();
        } catch (ParameterException e) {
            System.err.println("jarsl run: " + e.getMessage());
            command.usage(System.err);
            System.exit(CANNOT_RUN);
        } catch (SettingsException | ProgramException e) {
            System.err.println("jarsl run: " + e.getMessage());
            System.exit(CANNOT_RUN);
        }
    }

    private void run() throws Throwable {
        if (config != null) {
            Config.load(config); // so that what is wrong with it is said now, not when the program comes to it
            System.setProperty(CONFIG_PROPERTY, config.toAbsolutePath().toString());
        }
        if (resumed != null) {
            System.setProperty(RESUMED_PROPERTY, resumed.toAbsolutePath().toString());
            System.setProperty(IGNORED_PROPERTY, Boolean.toString(ignoreJournal));
        }
        List<Path> entries = ClassPath.entries(classPath);
        if (program.endsWith(".java")) {
            SourceFile source = SourceFile.compile(Path.of(program), entries);
            ClassPath.add(entries);
            // Its classes are in no place that other machines see: they go with the apps that need them.
            entries.add(source.classes());
            invoke(mainMethod(source.mainClass(), loader(entries)));
        } else if (program.endsWith(".jar")) {
            entries.add(Path.of(program));
            ClassPath.add(entries);
            invoke(mainMethod(ProgramJar.mainClass(Path.of(program)), loader(entries)));
        } else {
            ClassPath.add(entries);
            invoke(mainMethod(program, loader(entries)));
        }
    }

    private static ClassLoader loader(List<Path> entries) throws MalformedURLException {
        if (entries.isEmpty()) {
            return Run.class.getClassLoader();
        }
        URL[] urls = new URL[entries.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = entries.get(i).toUri().toURL();
        }
        return new URLClassLoader("program", urls, Run.class.getClassLoader());
    }

    private static Method mainMethod(String mainClass, ClassLoader loader) {
        Thread.currentThread().setContextClassLoader(loader);
        try {
            Method main = Class.forName(mainClass, false, loader).getMethod("main", String[].class);
            main.setAccessible(true); // of a class that is not public
            return main;
        } catch (ClassNotFoundException e) {
            throw new ProgramException("there is no class " + mainClass
                    + "; give a class of the class path (-cp adds to it), a .jar, or a .java file");
        } catch (NoSuchMethodException e) {
            throw new ProgramException("class " + mainClass + " has no public static void main(String[])");
        }
    }

    private void invoke(Method main) throws Throwable {
        try {
            main.invoke(null, (Object) arguments.toArray(String[]::new));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
