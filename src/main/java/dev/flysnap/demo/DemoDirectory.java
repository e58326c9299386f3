package dev.flysnap.demo;

import dev.flysnap.demo.shop.DemoProblems;
import dev.flysnap.file.TemporaryFolder;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Everything that the story writes, in one temporary directory. */
public record DemoDirectory(Path root) {
    private static final String NAME = "flysnap-demo";
    private static final String COMMAND = "command.pid";
    private static final int MAX_TRIES = 20;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    /** A flysnap that was just starting when the demo was killed opens its journal within this. */
    private static final int TRIES_WHEN_KILLED = 100;

    static DemoDirectory make() {
        try {
            return new DemoDirectory(
                    Files.createTempDirectory(TemporaryFolder.path(), NAME).toRealPath());
        } catch (IOException e) {
            throw DemoProblems.directoryNotMade(FailureText.of(e)).exception(e);
        }
    }

    Path log() {
        return root.resolve("orders.log");
    }

    Path seed() {
        return root.resolve("seed.db");
    }

    Path state() {
        return root.resolve("state");
    }

    Path copies() {
        return root.resolve("copies");
    }

    /** Where an identity file lies for the commands. */
    Path writeKey(String identity) {
        Path key = root.resolve("key.txt");
        try {
            return Files.writeString(key, identity + "\n");
        } catch (IOException e) {
            throw DemoProblems.directoryNotMade(FailureText.of(e)).exception(e);
        }
    }

    Path readyFile() {
        return root.resolve("ready.json");
    }

    /** So that the simulator can end the command when the demo itself is killed. */
    void noteCommand(Process command) throws IOException {
        Files.writeString(root.resolve(COMMAND), Long.toString(command.pid()));
    }

    /** Ends the command that a demo left behind in its directory, if it still runs. */
    public static void endCommand(Path root) {
        try {
            long pid = Long.parseLong(Files.readString(root.resolve(COMMAND)));
            // Pids are used again: only a flysnap is ended.
            ProcessHandle.of(pid)
                    .filter(it -> it.info().commandLine().orElse("").contains("flysnap"))
                    .ifPresent(ProcessHandle::destroyForcibly);
        } catch (IOException | NumberFormatException none) {
            // The demo has run no command yet, or was killed while it noted it.
        }
    }

    void remove() {
        remove(root);
    }

    /**
     * Removes a demo's directory with all that is in it; what is gone already does not matter. A
     * process that is just ending may still write, so it is tried again for two seconds. Whatever
     * is no demo's directory is left alone.
     */
    public static void remove(Path root) {
        if (!root.getFileName().toString().startsWith(NAME)) {
            return;
        }
        for (int i = 0; i < MAX_TRIES && Files.exists(root); i++) {
            if (i > 0) {
                RealTimeWait.pause(BETWEEN_TRIES);
            }
            removeOnce(root);
        }
    }

    /**
     * Removes the directory of a demo that was killed: nobody has stopped the command that it ran,
     * which may create the directory again. Looks for ten seconds.
     */
    public static void removeOfKilled(Path root) {
        for (int i = 0; i < TRIES_WHEN_KILLED; i++) {
            remove(root);
            RealTimeWait.pause(BETWEEN_TRIES);
        }
    }

    private static void removeOnce(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                boolean _ = Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException changing) {
            // Another removes it too, or writes still: the next try sees what is left.
        }
    }
}
