package dev.flysnap.restore.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.sqlite.check.Expectation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifier as a process. */
class VerifierProcessTest {
    private static final Duration LIFETIME = Duration.ofMillis(500);

    private static final String ENDLESS =
            "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i) SELECT max(n) FROM i";

    /** Of a machine that nobody stops: it must not be paid for ever. */
    @Test
    void itEndsByItselfWhateverBecomesOfItsCheck(@TempDir Path work) throws Exception {
        Path volume = Files.createDirectory(work.resolve("volume"));
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + volume.resolve("app.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t(x)");
        }
        Path verdict = work.resolve("verdict.json");
        new VerifierProcess(verdict, LIFETIME)
                .run(
                        new VolumeCheck(
                                volume,
                                CheckDepth.QUICK,
                                List.of(Expectation.parse(ENDLESS, ">", "0"))));
        assertFalse(Files.exists(verdict), "the check hung");
        long begun = System.nanoTime();
        new VerifierProcess(verdict, LIFETIME)
                .run(new VolumeCheck(volume, CheckDepth.QUICK, List.of()));
        assertTrue(System.nanoTime() - begun >= LIFETIME.toNanos(), "it waits to be read");
        assertTrue(Files.readString(verdict).contains("app.db"));
    }

    /** What an image without flysnap runs: each of its hours is one call of {@code sleep}. */
    @Test
    void theIdleCommandEndsAfterADayAndRemovesWhatWasLeft(@TempDir Path work) throws Exception {
        RunId run = new RunId("run_0000idle01");
        Path left = Files.createDirectories(Path.of("/tmp/flysnap-verify-" + run + "-here"));
        Path hours = work.resolve("hours");
        Path sleep = work.resolve("sleep");
        Files.writeString(sleep, "#!/bin/sh\necho \"$1\" >>'%s'\n".formatted(hours));
        assertTrue(sleep.toFile().setExecutable(true));
        ProcessBuilder idle = new ProcessBuilder(IdleCommand.of(run));
        idle.environment().merge("PATH", work.toString(), (path, first) -> first + ":" + path);
        assertEquals(0, idle.start().waitFor());
        assertEquals(
                Collections.nCopies((int) VerifierConfig.LIFETIME.toHours(), "3600"),
                Files.readAllLines(hours));
        assertFalse(Files.exists(left));
    }

    @Test
    void aVerdictThatCannotBeWrittenIsNamedWithItsFile(@TempDir Path volume) {
        Path nowhere = volume.resolve("no/such/folder/verdict.json");
        VolumeCheck check = new VolumeCheck(volume, CheckDepth.NONE, List.of());
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> new VerifierProcess(nowhere, LIFETIME).run(check))
                        .problem();
        assertEquals("verdict-not-written", problem.code());
        assertTrue(problem.what().contains(nowhere.toString()), problem.what());
        assertTrue(problem.next().contains("--verdict FILE"), problem.next());
    }
}
