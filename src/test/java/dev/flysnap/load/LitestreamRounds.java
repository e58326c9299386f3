package dev.flysnap.load;

import dev.flysnap.Needed;
import dev.flysnap.agent.RunningAgent;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import dev.flysnap.time.Sleeper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Quiesces beside a real Litestream, while somebody writes; and what its replica holds then. */
final class LitestreamRounds {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int MAX_POLLS = 600;
    private static final int ROWS = 3000;

    private final Path work;
    private final Path database;
    private final Path replica;
    private final Path config;
    private volatile boolean isOver;

    /** How quiesces are asked for. */
    enum By {
        AGENT,
        EXEC
    }

    /**
     * @param refusals what was said where one failed
     * @param lost how many of the commits are missing in what the replica gives
     * @param integrity what integrity_check says of that
     * @param fullCopies how many files of the replica hold the whole database: the first of
     *     Litestream's, and its snapshot of it
     */
    record Result(
            List<String> refusals, long commits, long lost, String integrity, int fullCopies) {}

    LitestreamRounds(Path work) throws IOException, SQLException {
        this.work = work;
        this.database = work.resolve("app.db");
        this.replica = work.resolve("replica");
        this.config =
                Files.writeString(
                        work.resolve("litestream.yml"),
                        """
                        dbs:
                          - path: %s
                            replica:
                              type: file
                              path: %s
                              sync-interval: 200ms
                        """
                                .formatted(database, replica));
        TestDatabases.sql(
                database,
                "PRAGMA journal_mode = wal",
                "CREATE TABLE ballast(a)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO ballast SELECT hex(randomblob(200)) FROM n"
                        .formatted(ROWS),
                "CREATE TABLE commits(id INTEGER PRIMARY KEY)");
    }

    Result run(By by, int quiesces) throws Exception {
        List<String> refusals = new ArrayList<>();
        long commits;
        Process litestream = litestream("replicate", "-config", config.toString());
        try {
            awaitFullCopy();
            FutureTask<Long> writer = new FutureTask<>(this::write);
            Thread _ = Thread.ofPlatform().daemon().start(writer);
            try {
                switch (by) {
                    case AGENT -> byAgent(quiesces, refusals);
                    case EXEC -> byExec(quiesces, refusals);
                }
            } finally {
                isOver = true;
            }
            commits = writer.get(1, TimeUnit.MINUTES);
        } finally {
            // It brings the replica up to date before it ends.
            litestream.destroy();
            if (!litestream.waitFor(1, TimeUnit.MINUTES)) {
                litestream.destroyForcibly();
            }
        }
        Path restored = work.resolve("restored.db");
        Process restore =
                litestream(
                        "restore",
                        "-config",
                        config.toString(),
                        "-o",
                        restored.toString(),
                        database.toString());
        if (restore.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(work.resolve("litestream.log")));
        }
        return new Result(
                refusals,
                commits,
                commits
                        - Long.parseLong(
                                TestDatabases.ask(restored, "SELECT count(*) FROM commits")),
                TestDatabases.ask(restored, "PRAGMA integrity_check"),
                fullCopies());
    }

    private Process litestream(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Needed.program("litestream").toString()));
        command.addAll(List.of(arguments));
        File log = work.resolve("litestream.log").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private void awaitFullCopy() throws IOException {
        for (int i = 0; i < MAX_POLLS && snapshots() == 0; i++) {
            Sleeper.REAL.sleep(POLL);
        }
    }

    private void byAgent(int quiesces, List<String> refusals) throws Exception {
        // Of a version that is known to be good, so that nothing else forbids to cut the WAL.
        try (RunningAgent agent =
                RunningAgent.with(
                        QuiesceStep.Listener.NONE, Optional.of("3.51.3"), database.toString())) {
            for (int i = 1; i <= quiesces; i++) {
                RunningAgent.Reply reply = agent.quiesce("soak/" + i, 5000);
                if (reply.status() != 200) {
                    refusals.add(reply.raw().body());
                    continue;
                }
                RunningAgent.Reply resumed = agent.resume(reply.quiesced().lease());
                if (resumed.status() != 200) {
                    refusals.add(resumed.raw().body());
                }
            }
        }
    }

    private void byExec(int quiesces, List<String> refusals) throws IOException {
        ExecScriptRunner script = ExecScriptRunner.on(List.of(database));
        for (int i = 1; i <= quiesces; i++) {
            script.quiesceAndResume("soak/" + i).ifPresent(refusals::add);
        }
    }

    private long write() throws SQLException {
        long commits = 0;
        try (Connection app = TestDatabases.open(database);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            while (!isOver) {
                commits += statement.executeUpdate("INSERT INTO commits DEFAULT VALUES");
                Sleeper.REAL.sleep(Duration.ofMillis(2));
            }
        }
        return commits;
    }

    private long snapshots() throws IOException {
        Path folder = replica.resolve("ltx/9");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private int fullCopies() throws IOException {
        long half = Files.size(database) / 2;
        try (Stream<Path> files = Files.walk(replica)) {
            return (int)
                    files.filter(Files::isRegularFile)
                            .filter(it -> it.toFile().length() > half)
                            // What has been compacted is no fresh copy.
                            .filter(it -> it.toString().matches(".*/ltx/[09]/.*"))
                            .count();
        }
    }
}
