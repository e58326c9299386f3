package dev.flysnap.portable.litestream;

import dev.flysnap.file.ExitCleanup;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One run of the program, that ends with this one. */
record LitestreamRun(ReplicaAddress address, Duration limit, Interruption interruption) {
    private static final String PROGRAM = "litestream";
    private static final int MAX_OUTPUT_BYTES = 16 << 20;
    private static final int MAX_SAID = 300;

    /**
     * @param path the directories where the program is looked for
     * @return what it wrote on stdout
     */
    String output(String path, List<String> arguments) {
        Path program =
                Arrays.stream(path.split(File.pathSeparator))
                        .filter(it -> !it.isBlank())
                        .map(Path::of)
                        .filter(Path::isAbsolute)
                        .map(it -> it.resolve(PROGRAM))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow(() -> LitestreamProblems.absent(address).exception());
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        AtomicReference<Optional<Process>> started = new AtomicReference<>(Optional.empty());
        try (ExitCleanup ending =
                ExitCleanup.of(() -> started.get().ifPresent(Process::destroyForcibly))) {
            Process process =
                    ending.make(() -> {
                        Process running = new ProcessBuilder(command).start();
                        started.set(Optional.of(running));
                        return running;
                    });
            return interruption.awaitResult(() -> ended(process));
        } catch (InterruptedIOException e) {
            throw new Sleeper.Interrupted();
        } catch (IOException e) {
            throw LitestreamProblems.failed(address, 127, FailureText.of(e)).exception(e);
        }
    }

    private String ended(Process process) {
        FutureTask<String> out = reading(process.getInputStream());
        FutureTask<String> err = reading(process.getErrorStream());
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw LitestreamProblems.tooSlow(address, limit.toSeconds()).exception();
            }
            if (process.exitValue() != 0) {
                throw LitestreamProblems.failed(address, process.exitValue(), last(err.get()))
                        .exception();
            }
            return out.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        } catch (ExecutionException e) {
            throw LitestreamProblems.failed(
                            address, process.exitValue(), "nothing that could be read")
                    .exception(e);
        }
    }

    private static FutureTask<String> reading(InputStream in) {
        FutureTask<String> task =
                new FutureTask<>(
                        () -> new String(in.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8));
        Thread _ = Thread.ofVirtual().start(task);
        return task;
    }

    private static String last(String text) {
        String line = text.strip().lines().reduce((_, last) -> last).orElse("nothing");
        return PrintableText.of(line.substring(0, Math.min(MAX_SAID, line.length())));
    }
}
