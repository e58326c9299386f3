package dev.flysnap.demo;

import dev.flysnap.demo.shop.DemoProblems;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs flysnap commands as processes of their own, as a user would, and shows both. */
final class FlysnapCommands {
    private static final long LIMIT_MINUTES = 10;
    private static final long ENDS_WITHIN_S = 10;

    private final Path program;
    private final DemoDirectory directory;
    private final Map<String, String> environment;
    private final Consumer<String> say;
    private Optional<Process> running = Optional.empty();
    private boolean stopped;

    /**
     * @param environment what the user would export
     */
    FlysnapCommands(
            Path program,
            DemoDirectory directory,
            Map<String, String> environment,
            Consumer<String> say) {
        this.program = program;
        this.directory = directory;
        this.environment = new TreeMap<>(environment);
        this.say = say;
    }

    /** Shows the command and runs it; its answer goes where ours goes. */
    void run(String... arguments) {
        runTo(0, arguments);
    }

    /** The same for one that ends with another exit code. */
    void runTo(int exit, String... arguments) {
        say.accept("  $ flysnap " + String.join(" ", arguments));
        ProcessBuilder builder = builder(arguments);
        builder.redirectOutput(ProcessBuilder.Redirect.PIPE);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Process process = started(builder);
            process.getOutputStream().close();
            try (var lines = process.inputReader()) {
                lines.lines().forEach(line -> say.accept("    " + line));
            }
            end(exit, process, arguments);
        } catch (IOException e) {
            throw DemoProblems.commandFailed(String.join(" ", arguments), FailureText.of(e))
                    .exception(e);
        }
    }

    /** Runs it without showing it: for what the story wants to know. */
    String ask(String... arguments) {
        try {
            Process process =
                    started(builder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT));
            process.getOutputStream().close();
            String answer;
            try (var reader = process.inputReader()) {
                answer = reader.readAllAsString();
            }
            end(0, process, arguments);
            return answer;
        } catch (IOException e) {
            throw DemoProblems.commandFailed(String.join(" ", arguments), FailureText.of(e))
                    .exception(e);
        }
    }

    private synchronized Process started(ProcessBuilder builder) throws IOException {
        if (stopped) {
            throw DemoProblems.ended().exception();
        }
        Process process = builder.start();
        running = Optional.of(process);
        directory.noteCommand(process);
        return process;
    }

    /**
     * Ends the command that runs, if one does, and starts no other: when this returns, nobody
     * writes into the directory any more.
     */
    synchronized void stop() {
        stopped = true;
        running.ifPresent(it ->
                it.destroyForcibly()
                        .onExit()
                        .completeOnTimeout(it, ENDS_WITHIN_S, TimeUnit.SECONDS)
                        .join());
    }

    private static void end(int exit, Process process, String... arguments) {
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw DemoProblems.commandFailed(
                                String.join(" ", arguments),
                                "it took longer than " + LIMIT_MINUTES + " minutes")
                        .exception();
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw DemoProblems.commandFailed(String.join(" ", arguments), "interrupted")
                    .exception(e);
        }
        if (process.exitValue() != exit) {
            throw DemoProblems.commandFailed(
                            String.join(" ", arguments),
                            "exit code " + process.exitValue() + ", see above")
                    .exception();
        }
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(it -> it.startsWith("FLY_") || it.startsWith("FLYSNAP_HOOK"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** The lines that a user would paste to go on in a shell. */
    List<String> exports() {
        return environment.entrySet().stream()
                .map(it -> "export " + it.getKey() + "='" + it.getValue() + "'")
                .toList();
    }
}
