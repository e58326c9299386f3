package dev.flysnap.agent.quiesce;

import dev.flysnap.file.TemporaryFolder;
import dev.flysnap.file.WorkFolder;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.quiesce.QuiesceLimits;
import dev.flysnap.sqlite.quiesce.QuiesceSequence;
import dev.flysnap.sqlite.quiesce.QuiesceSession;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import dev.flysnap.sqlite.quiesce.QuiesceTarget;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Quiesces two databases of its own, once: the first quiesce of a process loads classes while
 * writers wait and share the processor with it, and kept them for two to five times as long as the
 * next ones (bin/soak writers).
 */
public final class Rehearsal {
    private static final Duration HOLD = Duration.ofSeconds(1);

    private Rehearsal() {}

    /**
     * In the background; without a place to write it is left out.
     *
     * @param after how long the app and the first answers have the processors to themselves
     */
    public static Thread begin(Duration after) {
        return Thread.ofPlatform().daemon().name("flysnap-rehearsal").start(() -> run(after));
    }

    private static void run(Duration after) {
        Sleeper.REAL.sleep(after);
        try (WorkFolder folder = WorkFolder.in(TemporaryFolder.path())) {
            for (String journalMode : List.of("wal", "delete")) {
                quiesce(database(folder.file(journalMode + ".db"), journalMode));
            }
        } catch (IOException | FlysnapException e) {
            // The first quiesce is a little slower then, and says itself what is wrong.
        }
    }

    private static Path database(Path file, String journalMode) throws IOException {
        try (Database database = Database.open(Files.createFile(file))) {
            database.execute("PRAGMA journal_mode=" + journalMode);
            database.execute("CREATE TABLE t (a)");
        }
        return file;
    }

    private static void quiesce(Path file) {
        QuiesceSession session =
                new QuiesceSequence(QuiesceLimits.DEFAULT, QuiesceStep.Listener.NONE)
                        .run(List.of(new QuiesceTarget("rehearsal", file, true)), HOLD);
        AgentQuiescer.states(session, true);
        session.release();
    }
}
