package dev.flysnap.portable.take;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.Signals;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that takes a copy, ended in the middle of it. */
@Timeout(180)
class TakeKillTest {
    @TempDir private Path work;
    private Path source = Path.of("");
    private Path copies = Path.of("");

    @BeforeEach
    void fill() throws Exception {
        copies = work.resolve("copies");
        source = TestDatabases.orders(work.resolve("app.db"), "wal");
        TestDatabases.sql(
                source,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO orders SELECT 1, i, randomblob(1000) FROM n");
    }

    @Test
    void killedAtAnyTenthOfItThereIsNoCopy() throws Exception {
        for (int tenth = 1; tenth <= 10; tenth += Points.apart(6)) {
            killed("writing", tenth, CopyMethod.VACUUM);
        }
        int turn = 0;
        for (CopyMethod method : CopyMethod.values()) {
            for (int tenth : Points.inTurn(turn++, 2, List.of(3, 8))) {
                killed("copying", tenth, method);
            }
        }
    }

    private void killed(String step, int tenth, CopyMethod method) throws Exception {
        String when = "%s at %d tenths, %s".formatted(step, tenth, method);
        Process process = parked(step, tenth, method);
        process.destroyForcibly();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        CopyStore store = DirectoryStore.open(copies);
        CopyList list = CopyList.of(store);
        assertEquals(List.of(), list.copies(), when);
        assertEquals(List.of(), list.problems(), when);
        assertEquals(List.of(), store.list(), when);
        boolean isDrafted = step.equals("writing") || method == CopyMethod.RAW;
        assertEquals(isDrafted ? 1 : 0, list.orphans().size(), when);
        list.orphans().forEach(it -> store.deleteDraft(it.object()));
    }

    @Test
    void killedBeforeItsManifestItIsAnOrphan() throws Exception {
        Process process = parked("manifest", 0, CopyMethod.RAW);
        process.destroyForcibly();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        CopyList list = CopyList.of(DirectoryStore.open(copies));
        assertEquals(List.of(), list.copies());
        assertEquals(1, list.orphans().size());
        // And the next one is not bothered by it.
        Take again =
                new Take(
                        ParkedTakeMain.request(
                                new RunId("run_bbbbbbbbbb"),
                                source,
                                CopyMethod.VACUUM,
                                DirectoryStore.open(copies)),
                        new SilentProgress());
        TestDatabases.sql(source, "PRAGMA user_version = 1");
        assertEquals(1, again.run().manifest().sqlite().userVersion());
        assertEquals(1, CopyList.of(DirectoryStore.open(copies)).copies().size());
    }

    @Test
    void interruptedItLeavesNothing() throws Throwable {
        Signals.receiveInterrupts();
        for (String step : List.of("copying", "writing")) {
            Process process = parked(step, 5, CopyMethod.VACUUM);
            Signals.send("INT", process.toHandle());
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(130, process.exitValue());
            try (Stream<Path> files = Files.list(copies)) {
                assertEquals(List.of(), files.toList(), step);
            }
        }
    }

    private Process parked(String step, int tenth, CopyMethod method) throws Exception {
        Process process =
                new ProcessBuilder(
                                Load.java(
                                        ParkedTakeMain.class,
                                        source.toString(),
                                        copies.toString(),
                                        method.name(),
                                        step,
                                        String.valueOf(tenth)))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        assertEquals("parked", Load.firstLine(process));
        return process;
    }
}
