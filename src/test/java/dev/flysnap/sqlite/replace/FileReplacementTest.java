package dev.flysnap.sqlite.replace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sim.disk.block.BlockDisks;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever it is cut: all the old databases or all the new ones, each with what belongs to it. */
class FileReplacementTest {
    private static final String ATTEMPT = "run_k3v9x2m7qa";
    private static final int MOST_EVENTS = 100;

    /** What lies there before. */
    enum Old {
        WAL,
        ROLLBACK,

        /** Its journal stays beside it, and no checkpoint removes that. */
        PERSISTENT_JOURNAL,

        /** SQLite cannot read it. */
        DAMAGED
    }

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir private Path work;

    /** Two databases in two folders, both replaced in one go. */
    private record Scene(List<Path> files, Old old) {
        static Scene in(Path folder, Old old) throws Exception {
            List<Path> files = new ArrayList<>();
            for (String name : List.of("app.db", "more/orders.db")) {
                Path file = folder.resolve(name);
                Files.createDirectories(file.getParent());
                make(file, "old", old);
                make(ReplacedDatabase.incoming(file, ATTEMPT), "new", Old.ROLLBACK);
                files.add(file);
            }
            return new Scene(files, old);
        }

        /** The last row lies only in the WAL, if there is one: as after the app was killed. */
        private static void make(Path file, String content, Old old) throws Exception {
            Path draft = file.resolveSibling(file.getFileName() + ".draft");
            try (Connection app = TestDatabases.open(draft);
                    Statement statement = app.createStatement()) {
                statement.execute("PRAGMA journal_mode = " + mode(old));
                statement.execute("PRAGMA wal_autocheckpoint = 0");
                statement.execute("CREATE TABLE t(x)");
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                statement.execute("INSERT INTO t VALUES ('%s')".formatted(content));
                for (String suffix : List.of("", "-wal", "-journal")) {
                    Path from = ReplacedDatabase.beside(draft, suffix);
                    if (Files.exists(from)) {
                        cp(from, ReplacedDatabase.beside(file, suffix));
                    }
                }
            }
            Files.delete(draft);
            boolean _ = Files.deleteIfExists(ReplacedDatabase.beside(draft, "-journal"));
            if (old == Old.DAMAGED) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap("no database".getBytes(StandardCharsets.UTF_8)));
                }
            }
        }

        private static String mode(Old old) {
            return switch (old) {
                case ROLLBACK -> "delete";
                case PERSISTENT_JOURNAL -> "persist";
                case WAL, DAMAGED -> "wal";
            };
        }

        private static void cp(Path from, Path to) throws Exception {
            assertEquals(
                    0,
                    new ProcessBuilder("cp", from.toString(), to.toString())
                            .inheritIO()
                            .start()
                            .waitFor());
        }

        FileReplacement replacement(ReplaceStep.Listener listener) {
            return new FileReplacement(
                    new ReplacementMarker(
                            ATTEMPT,
                            false,
                            files.stream()
                                    .map(it -> ReplacedDatabase.byNewFile(it, ATTEMPT))
                                    .toList()),
                    listener);
        }

        List<Path> folders() {
            return files.stream().map(Path::getParent).toList();
        }

        Scene at(Path from, Path to) {
            return new Scene(
                    files.stream().map(it -> to.resolve(from.relativize(it))).toList(), old);
        }

        void assertOld(String when) throws Exception {
            for (Path file : files) {
                if (old == Old.DAMAGED) {
                    repair(file);
                }
                assertEquals(
                        old == Old.PERSISTENT_JOURNAL,
                        Files.exists(ReplacedDatabase.beside(file, "-journal")),
                        when);
                assertContent("old", file, when);
                assertNoneKept(file, when);
            }
        }

        private static void repair(Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(
                        ByteBuffer.wrap(
                                "SQLite format 3"
                                        .substring(0, 11)
                                        .getBytes(StandardCharsets.UTF_8)));
            }
        }

        void assertNew(String when) throws Exception {
            for (Path file : files) {
                for (String suffix : List.of("-wal", "-shm", "-journal")) {
                    assertFalse(Files.exists(ReplacedDatabase.beside(file, suffix)), when + suffix);
                }
                assertContent("new", file, when);
                assertEquals(
                        List.of(ATTEMPT),
                        SetAside.of(file).stream().map(SetAside::attempt).toList(),
                        when);
            }
        }

        private static void assertNoneKept(Path file, String when) {
            assertEquals(List.of(), SetAside.of(file), when);
            assertFalse(Files.exists(file.resolveSibling(".flysnap-replacing")), when);
        }

        static void assertContent(String content, Path file, String when) throws Exception {
            assertEquals(content, TestDatabases.ask(file, "SELECT group_concat(x) FROM t"), when);
            assertEquals("ok", TestDatabases.ask(file, "PRAGMA integrity_check"), when);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCrashAtAnyStepEndsWithAllOldOrAllNew(Old old) throws Exception {
        int crashes = 0;
        for (int event = 1; event < MOST_EVENTS; event++) {
            Scene scene = Scene.in(work.resolve(old + "-" + event), old);
            ReplaceStep last = crashAt(event, scene, true);
            FileReplacement.recover(scene.folders());
            if (last == ReplaceStep.COMMITTED) {
                scene.assertNew("after " + last);
                break;
            }
            crashes++;
            scene.assertOld("crash after " + last);
        }
        assertEquals(7, crashes, "each step before the commit, and one for each file");
    }

    @ParameterizedTest
    @EnumSource
    void aCrashOnTheWayBackIsMadeGoodByTheNextStart(Old old) throws Exception {
        int crashes = 0;
        for (int event = 1; event < MOST_EVENTS; event++) {
            Scene scene = Scene.in(work.resolve(old + "-" + event), old);
            scene.replacement(ReplaceStep.Listener.NONE).swap();
            // The app ran on the new ones for a while, and was killed.
            leaveWal(scene.files().getFirst());
            ReplaceStep last = crashAt(event, scene, false);
            FileReplacement.recover(scene.folders());
            scene.assertOld("crash after " + last);
            if (last == ReplaceStep.PUT_BACK) {
                break;
            }
            crashes++;
        }
        assertEquals(2, crashes);
    }

    private static void leaveWal(Path file) throws Exception {
        Path draft = file.resolveSibling("elsewhere");
        Files.copy(file, draft);
        Scene.make(draft.resolveSibling("other.db"), "noise", Old.WAL);
        Files.move(draft.resolveSibling("other.db-wal"), ReplacedDatabase.beside(file, "-wal"));
        Files.delete(draft);
    }

    /** Where it was when the process died. */
    private static ReplaceStep crashAt(int event, Scene scene, boolean forward) {
        List<ReplaceStep> passed = new ArrayList<>();
        ReplaceStep.Listener crashes =
                step -> {
                    passed.add(step);
                    if (passed.size() == event) {
                        throw new Crash();
                    }
                };
        FileReplacement replacement = scene.replacement(crashes);
        try {
            if (forward) {
                replacement.swap();
                replacement.commit();
            } else {
                replacement.putBack();
            }
        } catch (Crash dead) {
            return passed.getLast();
        }
        return forward ? ReplaceStep.COMMITTED : ReplaceStep.PUT_BACK;
    }

    /** What was not synced is gone, and so is the order in which it was done. */
    @Test
    @Needs(Ability.BLOCK_DEVICES)
    void aPowerLossAtAnyStepEndsWithAllOldOrAllNew() throws Exception {
        try (BlockDisks disks = new BlockDisks(work.resolve("disks"))) {
            for (Old old : Old.values()) {
                powerLosses(disks, old, true);
                powerLosses(disks, old, false);
            }
        }
    }

    private static void powerLosses(BlockDisks disks, Old old, boolean forward) throws Exception {
        String name =
                "vol_"
                        + (forward ? "swap" : "back")
                        + old.name().toLowerCase(Locale.ROOT).replace("_", "");
        disks.create(name, 1);
        Path folder = disks.directory(name);
        Scene scene = Scene.in(folder, old);
        sync(folder);
        if (!forward) {
            scene.replacement(ReplaceStep.Listener.NONE).swap();
            leaveWal(scene.files().getFirst());
        }
        List<ReplaceStep> passed = new ArrayList<>();
        List<Path> after = new ArrayList<>();
        IntFunction<String> volume = number -> "%s_after%d".formatted(name, number);
        FileReplacement replacement =
                scene.replacement(step -> {
                    after.add(disks.powerLoss(name, volume.apply(passed.size())));
                    passed.add(step);
                });
        if (forward) {
            replacement.swap();
            replacement.commit();
        } else {
            replacement.putBack();
        }
        assertTrue(passed.size() >= (forward ? 8 : 3), passed::toString);
        for (int i = 0; i < passed.size(); i++) {
            Scene left = scene.at(folder, after.get(i));
            // The paths in the marker are those of the volume as it was mounted before.
            moveMarker(left, folder, after.get(i));
            FileReplacement.recover(left.folders());
            String when = "%s, %s: power lost after %s".formatted(old, forward, passed.get(i));
            if (passed.get(i) == ReplaceStep.COMMITTED) {
                left.assertNew(when);
            } else {
                left.assertOld(when);
            }
        }
    }

    private static void moveMarker(Scene left, Path from, Path to) throws IOException {
        Path marker = left.files().getFirst().resolveSibling(".flysnap-replacing");
        if (Files.exists(marker)) {
            Files.writeString(
                    marker, Files.readString(marker).replace(from.toString(), to.toString()));
        }
    }

    private static void sync(Path folder) throws Exception {
        assertEquals(0, new ProcessBuilder("sync", "-f", folder.toString()).start().waitFor());
    }

    @Test
    void theOldOneThatIsRestoredKeepsTheOneThatItReplaces() throws Exception {
        Scene scene = Scene.in(work, Old.PERSISTENT_JOURNAL);
        scene.replacement(ReplaceStep.Listener.NONE).swap();
        scene.replacement(ReplaceStep.Listener.NONE).commit();
        for (int event = 1; ; event++) {
            List<ReplaceStep> passed = new ArrayList<>();
            int cut = event;
            FileReplacement undo =
                    new FileReplacement(
                            new ReplacementMarker(
                                    ATTEMPT + "-undo",
                                    true,
                                    scene.files().stream()
                                            .map(it ->
                                                    ReplacedDatabase.bySetAside(
                                                            it, ATTEMPT + "-undo", ATTEMPT))
                                            .toList()),
                            step -> {
                                passed.add(step);
                                if (passed.size() == cut) {
                                    throw new Crash();
                                }
                            });
            try {
                undo.swap();
                undo.commit();
                break;
            } catch (Crash dead) {
                FileReplacement.recover(scene.folders());
                if (passed.getLast() == ReplaceStep.COMMITTED) {
                    break;
                }
                scene.assertNew("the undo was cut after " + passed.getLast());
            }
        }
        for (Path file : scene.files()) {
            assertEquals(
                    List.of(ATTEMPT + "-undo"),
                    SetAside.of(file).stream().map(SetAside::attempt).toList());
            assertTrue(Files.exists(ReplacedDatabase.beside(file, "-journal")), "with its journal");
            Scene.assertContent("old", file, "undone");
            Scene.assertContent(
                    "new", ReplacedDatabase.setAside(file, ATTEMPT + "-undo"), "set aside");
        }
    }

    @Test
    void theNewOneGetsTheModeOfTheOldOneAndNothingLiesBesideIt() throws Exception {
        Scene scene = Scene.in(work, Old.WAL);
        Path file = scene.files().getFirst();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Files.setPosixFilePermissions(
                ReplacedDatabase.incoming(file, ATTEMPT),
                PosixFilePermissions.fromString("rw-------"));
        scene.replacement(ReplaceStep.Listener.NONE).swap();
        assertEquals(
                "rw-rw-r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        for (String suffix : List.of("-wal", "-shm", "-journal")) {
            assertFalse(Files.exists(ReplacedDatabase.beside(file, suffix)), suffix);
        }
    }

    @Test
    void aDatabaseThatAnotherProcessHasOpenIsNotReplaced() throws Exception {
        Scene scene = Scene.in(work, Old.WAL);
        Path file = scene.files().getFirst();
        byte[] before = Files.readAllBytes(file);
        try (Connection other = TestDatabases.open(file);
                Statement statement = other.createStatement()) {
            statement.execute("SELECT * FROM t");
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () -> scene.replacement(ReplaceStep.Listener.NONE).swap());
            assertEquals("database-in-use", refused.problem().code());
            assertFalse(scene.replacement(ReplaceStep.Listener.NONE).isBegun());
        }
        Scene.assertContent("old", file, "left alone");
        assertTrue(before.length > 0);
    }

    /** The app of an agent that was killed may take a while until it ends, too. */
    @Test
    void itIsNotMadeGoodBeforeTheLastProcessHasLetGo() throws Exception {
        Scene scene = Scene.in(work, Old.WAL);
        int reachesTheSwap = 5;
        assertEquals(ReplaceStep.REPLACED_FIRST, crashAt(reachesTheSwap, scene, true));
        Process app =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "exec 3<\"$0\"; echo open; read end",
                                scene.files().getFirst().toString())
                        .start();
        try (BufferedReader said = app.inputReader()) {
            assertEquals("open", said.readLine());
            FutureTask<List<String>> recovering =
                    new FutureTask<>(() -> FileReplacement.recover(scene.folders()));
            Thread thread = Thread.ofPlatform().start(recovering);
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                assertFalse(recovering.isDone(), "it did not wait");
                LockSupport.parkNanos(1_000_000);
            }
            assertTrue(ReplacementMarker.in(scene.folders().getFirst()).isPresent());
            app.getOutputStream().close();
            assertEquals(List.of(ATTEMPT), recovering.get(60, TimeUnit.SECONDS));
            scene.assertOld("recovered");
        } finally {
            app.destroyForcibly();
        }
    }

    @Test
    void aMarkerThatCannotBeReadIsNeverPassedOver() throws Exception {
        Files.writeString(work.resolve(".flysnap-replacing"), "{\"attempt\":");
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> FileReplacement.recover(List.of(work)));
        assertEquals("replacement-unknown", refused.problem().code());
    }

    @Test
    @Needs(Ability.MOUNTS)
    void aFullDiskRefusesAndLosesNothing() throws Exception {
        Path disk = work.resolve("disk");
        try (Mounted mounted = Mounted.tmpfs(disk, "4m")) {
            Scene scene = Scene.in(disk, Old.WAL);
            mounted.fill("filler");
            FileReplacement replacement = scene.replacement(ReplaceStep.Listener.NONE);
            assertThrows(FlysnapException.class, replacement::swap);
            if (replacement.isBegun()) {
                replacement.putBack();
            }
            Files.delete(disk.resolve("filler"));
            scene.assertOld("full");
            byte[] incoming =
                    Files.readAllBytes(
                            ReplacedDatabase.incoming(scene.files().getFirst(), ATTEMPT));
            assertArrayEquals(
                    "SQLite".getBytes(StandardCharsets.UTF_8),
                    java.util.Arrays.copyOf(incoming, 6));
        }
    }

    @Test
    void onlyItsOwnFilesAreDeletedWithIt() throws Exception {
        Path file = TestDatabases.orders(work.resolve("app.db"), "delete");
        for (String name :
                List.of(
                        "app.db.before-run_a",
                        "app.db.before-run_a-wal",
                        "app.db.before-run_b",
                        "app.db.incoming-run_c",
                        "app.db.beforehand",
                        "other.db.incoming-run_c")) {
            Files.createFile(work.resolve(name));
        }
        SetAside.delete(file, "run_a");
        SetAside.deleteIncoming(file);
        try (Stream<Path> left = Files.list(work)) {
            assertEquals(
                    List.of(
                            "app.db",
                            "app.db.before-run_b",
                            "app.db.beforehand",
                            "other.db.incoming-run_c"),
                    left.map(it -> it.getFileName().toString()).sorted().toList());
        }
    }
}
