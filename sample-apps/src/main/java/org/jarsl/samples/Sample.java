package org.jarsl.samples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jarsl.cli.Run;
import org.jarsl.samples.doubleandadd.DoubleAndAdd;
import org.jarsl.samples.embedded.Embedded;
import org.jarsl.samples.fibonacci.Fibonacci;
import org.jarsl.samples.hello.Hello;
import org.jarsl.samples.mapreduce.MapReduce;
import org.jarsl.samples.stages.Stages;
import org.jarsl.samples.sweep.Sweep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Runs one of the samples by its name, as {@link Run} would by its class. */
@Command(
        name = "jarsl sample",
        mixinStandardHelpOptions = true,
        version = "./jarsl version prints them",
        sortOptions = false,
        description = "Runs a sample, whose source is in sample-apps; without a name, says which there are.")
public final class Sample {
    private record Program(String mainClass, String says) {
        Program(Class<?> main, String says) {
            this(main.getName(), says);
        }
    }

    private static final Map<String, Program> PROGRAMS = programs();

    @Option(names = "--config", paramLabel = "FILE", description = "where it runs; this machine if not given")
    private @Nullable Path config;

    @Option(names = "--resume", paramLabel = "RUNDIR", description = "the run that it continues, as for jarsl run")
    private @Nullable Path resumed;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "which")
    private @Nullable String name;

    @Parameters(index = "1..*", paramLabel = "ARGUMENTS", description = "the sample's own")
    private List<String> arguments = new ArrayList<>();

    private Sample() {}

    private static Map<String, Program> programs() {
        Map<String, Program> programs = new LinkedHashMap<>();
        programs.put("hello", new Program(Hello.class, "a Java app, a shell app, a future between them"));
        programs.put(
                "double-and-add",
                new Program(DoubleAndAdd.class, "two calls at the same time, one that waits for both"));
        programs.put("map-reduce", new Program(MapReduce.class, "many calls, one that gets all their results: pi"));
        programs.put("fibonacci", new Program(Fibonacci.class, "[N]: a join app that calls itself"));
        programs.put(
                "sweep", new Program(Sweep.class, "a shell command for each of many parameters, files between tasks"));
        programs.put(
                "stages",
                new Program(Stages.class, "[DURATION]: wide and narrow in turn, for blocks that come and go"));
        programs.put(
                "embedded", new Program(Embedded.class, "a program for a thread pool that gets a cluster instead"));
        // With libraries of its own, which the jarsl script adds to the class path.
        programs.put(
                "molecular-design",
                new Program(
                        "org.jarsl.samples.moldesign.MolecularDesign",
                        "[--budget N]: quantum chemistry and machine learning that lead each other"));
        return programs;
    }

    public static void main(String[] words) throws Throwable {
        Sample sample = new Sample();
        CommandLine command = new CommandLine(sample).setUnmatchedOptionsArePositionalParams(true);
        try {
            command.parseArgs(words);
            if (CommandLine.printHelpIfRequested(command.getParseResult())) {
                return;
            }
            sample.run(command);
        } catch (ParameterException e) {
            System.err.println("jarsl sample: " + e.getMessage());
            System.exit(2);
        }
    }

    private void run(CommandLine command) throws Throwable {
        if (name == null) {
            PROGRAMS.forEach((each, program) -> System.out.printf("%-16s %s%n", each, program.says()));
            return;
        }
        Program program = PROGRAMS.get(name);
        if (program == null) {
            throw new ParameterException(
                    command, "there is no sample \"" + name + "\"; there are: " + String.join(", ", PROGRAMS.keySet()));
        }
        List<String> words = new ArrayList<>();
        if (config != null) {
            words.addAll(List.of("--config", config.toString()));
        }
        if (resumed != null) {
            words.addAll(List.of("--resume", resumed.toString()));
        }
        words.add(program.mainClass());
        words.addAll(arguments);
        Run.main(words.toArray(String[]::new));
    }
}
