package dev.flysnap.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.problem.FlysnapException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlysnapCommandsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private Path directory;

    @Test
    void onceTheyAreStoppedNoneIsStarted() throws IOException {
        Path started = directory.resolve("started");
        FlysnapCommands commands = commands("touch '" + started + "'");
        commands.stop();
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> commands.run("restore"));
        assertEquals("demo-ended", refused.problem().code());
        assertThrows(FlysnapException.class, () -> commands.ask("list"));
        assertFalse(Files.exists(started));
    }

    /** The directory is removed next: a command that is still ending would write into it. */
    @Test
    void theOneThatRunsHasEndedWhenStopReturns() throws IOException {
        Path pid = directory.resolve("pid");
        FlysnapCommands commands =
                commands(
                        "echo $$ >'%s.new' && mv '%s.new' '%s' && exec sleep 60"
                                .formatted(pid, pid, pid));
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> commands.run("restore"));
        assertTrue(RealTimeWait.until(LIMIT, () -> Files.exists(pid)));
        ProcessHandle process =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        commands.stop();
        assertFalse(process.isAlive());
        assertThrows(CompletionException.class, run::join);
    }

    private FlysnapCommands commands(String script) throws IOException {
        Path program =
                Files.writeString(directory.resolve("flysnap"), "#!/bin/sh\n" + script + "\n");
        assertTrue(program.toFile().setExecutable(true));
        return new FlysnapCommands(program, new DemoDirectory(directory), Map.of(), line -> {});
    }
}
