package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.Points;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.bring.BroughtCopies;
import dev.flysnap.restore.bring.LocalFiles;
import dev.flysnap.restore.recovery.RestoreRecovery;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.create.RecoveredRun;
import dev.flysnap.sqlite.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A computer is lost while it brings a file to the app: another one goes on, or undoes it. */
@NeedsTool("sqlite3")
@Timeout(300)
class AdoptCopyRestoreTest {
    private static final int ORDERS = 1500;

    /** A run has about 75. */
    private static final int MOST_POINTS = 80;

    /** Each takes some seconds of real processes; odd, so that every second one is undone. */
    private static final int APART = Math.max(5, Points.apart(29));

    @TempDir private Path directory;
    private RealShop shop;
    private VolumeId volume;
    private MachineId machine;
    private Path file;
    private final PowerCut power = new PowerCut();
    private final Map<String, Integer> seen = new TreeMap<>();

    @BeforeEach
    void start() throws Exception {
        shop = new RealShop(directory, Map.of());
        volume = shop.volume(1);
        database(shop.data(volume).resolve("app.db"), 1);
        machine = shop.machine(volume, System.getenv("PATH"));
        file = database(directory.resolve("fixed.db"), ORDERS);
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private static Path database(Path file, int orders) throws Exception {
        TestDatabases.sql(
                file,
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, content)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO orders SELECT i, randomblob(1000) FROM n"
                        .formatted(orders));
        return file;
    }

    private BroughtCopies brought() {
        return new BroughtCopies(LocalFiles.settings(directory, false));
    }

    /**
     * @return whether it was long enough to be cut there
     */
    private boolean isCut(RunId run, int point) {
        try (Journal lost = shop.openJournal("lost" + point);
                BroughtCopies copies = brought()) {
            Restore restore = new Restore(shop.context(lost, power), copies);
            CopyRequest push =
                    new CopyRequest(
                            List.of(
                                    copies.file(
                                            StoreAddress.parse(file.toString()), Optional.empty())),
                            Optional.of("/data/app.db"),
                            false);
            power.arm(point);
            var _ =
                    restore.run(
                            restore.plan(
                                    run,
                                    RestoreRequestBuilder.of(RealShop.SHOP, SnapshotChoice.LATEST)
                                            .copies(push)
                                            .goal(Goal.CUTOVER)
                                            .timeout(Duration.ofMinutes(1))
                                            .build()));
            return false;
        } catch (PowerCut.Dark dark) {
            return true;
        } finally {
            power.disarm();
        }
    }

    @Test
    void theRunIsContinuedOrUndoneFromWhatItsMachineSays() throws Exception {
        for (int point = APART - 1; point < MOST_POINTS; point += APART) {
            RunId run = RealShop.nextRun();
            if (!isCut(run, point)) {
                break;
            }
            shop.endLeases();
            String when = "after a cut at point " + point;
            try (Journal fresh = shop.openJournal("fresh" + point);
                    BroughtCopies copies = brought()) {
                RunContext context = shop.context(fresh, power);
                List<RecoveredRun> found = new RestoreRecovery(context, RealShop.SHOP).recover();
                if (found.isEmpty()) {
                    counted("nothing");
                } else if (found.getFirst() instanceof RecoveredRun.Recovered taken) {
                    assertEquals(run, taken.run(), when);
                    assertTrue(taken.found().contains(file.toString()), taken::toString);
                    goOn(new Restore(context, copies), fresh, run, point, when);
                } else {
                    counted("a volume without a machine");
                    shop.volumes().stream()
                            .filter(it -> !it.equals(volume))
                            .forEach(it -> shop.fly().volumes().delete(RealShop.SHOP, it));
                }
            }
            assertEquals(List.of(volume), shop.volumes(), when);
            assertEquals(
                    MachineState.STARTED,
                    shop.fly().machines().get(RealShop.SHOP, machine).state(),
                    when);
        }
        System.out.println("restore of a copy, adopted: " + seen);
        assertTrue(seen.getOrDefault("continued", 0) > 0, seen::toString);
        assertTrue(seen.getOrDefault("undone", 0) > 0, seen::toString);
    }

    /** Every second one is undone at once, the others after they were continued. */
    private void goOn(Restore restore, Journal journal, RunId run, int point, String when)
            throws Exception {
        var record = journal.run(run).orElseThrow();
        if (point % 2 == 0) {
            try {
                VolumeId made = restore.continueRun(record).volume();
                counted("continued");
                assertEquals(-1, Files.mismatch(file, shop.data(made).resolve("app.db")), when);
            } catch (FlysnapException e) {
                // What its verifier had found went with the journal, and it stands: taken back.
                counted("taken back");
                assertEquals("machine-never-started", e.problem().code(), when + e.getMessage());
                return;
            }
        }
        restore.undo(record);
        counted("undone");
        if (journal.status(run) == RunStatus.UNDONE && shop.volumes().size() > 1) {
            var _ = restore.finish(record, true);
        }
    }

    private void counted(String what) {
        seen.merge(what, 1, Integer::sum);
    }
}
