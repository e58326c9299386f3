package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.take.PlainFile;
import dev.flysnap.portable.take.TakeProgress;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.sources.SnapshotPull;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.check.Verification;
import dev.flysnap.sqlite.check.VerificationRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pull of a snapshot that is asked to stop says truly what it leaves here, and on Fly. */
@NeedsTool("sqlite3")
@Timeout(180)
class EndedPullTest {
    @TempDir private Path directory;
    private Path file;
    private RealShop shop;
    private VolumeId volume;
    private SnapshotId snapshot;

    @BeforeEach
    void start() throws SQLException {
        file = directory.resolve("then.db");
        shop = new RealShop(directory, Map.of());
        volume = shop.volume(1);
        try (Connection app = TestDatabases.open(shop.data(volume).resolve("app.db"));
                Statement statement = app.createStatement()) {
            statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)");
            statement.execute("INSERT INTO orders VALUES (1), (2)");
        }
        MachineId _ = shop.machine(volume, System.getenv("PATH"));
        snapshot = shop.snapshot();
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    /** Asks for the end when the copy is begun, or when it is there. */
    private record Stop(RunContext context, boolean atItsBeginning) implements TakeProgress {
        @Override
        public void step(String text) {
            if (atItsBeginning) {
                context.interruption().request();
            }
        }

        @Override
        public void copied(long doneBytes, long totalBytes) {}

        @Override
        public void ended() {
            context.interruption().request();
        }
    }

    private Problem stopped(boolean atItsBeginning) {
        RunContext context = shop.context(CutPoint.NONE);
        SnapshotPull pull = new SnapshotPull(context);
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        pull.run(
                                                pull.plan(
                                                        RealShop.nextRun(),
                                                        RealShop.SHOP,
                                                        SnapshotChoice.LATEST,
                                                        Optional.empty(),
                                                        CheckDepth.QUICK),
                                                Optional.empty(),
                                                PlainFile.at(file),
                                                CheckDepth.QUICK,
                                                new Stop(context, atItsBeginning)))
                        .problem();
        assertEquals(ExitCode.INTERRUPTED, problem.exit(), problem::toString);
        assertEquals(List.of(volume), shop.volumes(), "its trial is taken down");
        return problem;
    }

    @Test
    void aFileThatIsCompleteIsNotDenied() {
        Problem problem = stopped(false);
        assertTrue(problem.what().startsWith(file + " is complete."), problem::toString);
        assertFalse(problem.next().contains("flysnap"), problem::toString);
        assertEquals(
                List.of(),
                Verification.of(
                                file,
                                new VerificationRequest(
                                        CheckDepth.FULL, false, Duration.ofMinutes(1)))
                        .problems());
    }

    @Test
    void withoutAFileThePullIsToBeRepeated() {
        Problem problem = stopped(true);
        assertFalse(Files.exists(file));
        assertTrue(
                problem.next().endsWith("flysnap pull shop --from " + snapshot), problem::toString);
    }
}
