package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.NeedsTool;
import dev.flysnap.Points;
import dev.flysnap.hook.sqlite3.MachineWithSqlite;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.bring.CopyOrigins;
import dev.flysnap.portable.litestream.Litestream;
import dev.flysnap.portable.litestream.ReplicaAddress;
import dev.flysnap.portable.litestream.Replicas;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.bring.BringSettings;
import dev.flysnap.restore.bring.BroughtCopies;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.CopySource;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequest.Destination;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.seal.Identities;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.time.Interruption;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies and files come back to an empty volume, in real processes of the simulator. */
@NeedsTool("sqlite3")
@Timeout(900)
class CopyBackTest {
    private static final int ORDERS = 5000;

    @TempDir private Path directory;
    private RealShop shop;
    private VolumeId volume;
    private MachineId machine;
    private Path temporary;
    private final PowerCut power = new PowerCut();
    private final List<BroughtCopies> opened = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        temporary = Files.createDirectory(directory.resolve("temporary"));
        shop = new RealShop(directory, Map.of());
        volume = shop.volume(3);
        database(shop.data(volume).resolve("app.db"), 1);
        machine = shop.machine(volume, System.getenv("PATH"));
    }

    @AfterEach
    void stop() {
        opened.forEach(BroughtCopies::close);
        shop.close();
    }

    /** Random content, so that it takes several chunks. */
    private static Path database(Path file, int orders) throws Exception {
        TestDatabases.sql(
                file,
                "PRAGMA application_id = 42",
                "PRAGMA user_version = 7",
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, content)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO orders SELECT i, randomblob(1000) FROM n"
                        .formatted(orders));
        return file;
    }

    private BroughtCopies brought() {
        BroughtCopies copies =
                new BroughtCopies(
                        new BringSettings(
                                CheckDepth.QUICK,
                                Optional.empty(),
                                _ -> Identities.NONE,
                                CopyOrigins.UNKNOWN,
                                true,
                                new Litestream(System.getenv("PATH"), new Interruption()),
                                temporary,
                                TransferProgress.NONE));
        opened.add(copies);
        return copies;
    }

    private Restore restore(BroughtCopies copies) {
        return new Restore(shop.context(power), copies);
    }

    private static RestoreRequestBuilder request(Goal goal, CopyRequest copies) {
        return RestoreRequestBuilder.of(RealShop.SHOP, SnapshotChoice.LATEST)
                .copies(copies)
                .goal(goal)
                .timeout(Duration.ofMinutes(1));
    }

    private static CopyRequest at(String path, CopySource copy) {
        return new CopyRequest(List.of(copy), Optional.of(path), false);
    }

    private static CopySource file(BroughtCopies copies, Path file) {
        return copies.file(StoreAddress.parse(file.toString()), Optional.empty());
    }

    private RestoreReport push(Path file, Goal goal) {
        BroughtCopies copies = brought();
        Restore restore = restore(copies);
        return restore.run(
                restore.plan(
                        RealShop.nextRun(),
                        request(goal, at("/data/app.db", file(copies, file))).build()));
    }

    private Problem refused(BroughtCopies copies, RestoreRequestBuilder request) {
        Restore restore = restore(copies);
        return assertThrows(
                        FlysnapException.class,
                        () -> restore.run(restore.plan(RealShop.nextRun(), request.build())))
                .problem();
    }

    private List<Path> filesOf(VolumeId of) throws IOException {
        try (Stream<Path> files = Files.list(shop.data(of))) {
            return files.sorted().toList();
        }
    }

    private static void assertSame(Path expected, Path found) throws IOException {
        assertEquals(-1, Files.mismatch(expected, found), found + " is another");
    }

    private void assertNothingIsLeftBeside(VolumeId... kept) throws IOException {
        assertEquals(List.of(kept), shop.volumes());
        try (Stream<Path> files = Files.list(temporary)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aFileBecomesTheAppOnASmallerVolumeAndIsUndone() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        BroughtCopies copies = brought();
        Restore restore = restore(copies);
        RestorePlan plan =
                restore.plan(
                        RealShop.nextRun(),
                        request(Goal.CUTOVER, at("/data/app.db", file(copies, file)))
                                .to(new Destination(Optional.empty(), List.of(), Optional.of(1)))
                                .build());
        RestoreReport report = restore.run(plan);
        VolumeId made = report.volume();
        assertEquals(1, shop.fly().volumes().get(RealShop.SHOP, made).sizeGb());
        assertEquals(
                "[orders 5000]",
                report.verdict()
                        .orElseThrow()
                        .databases()
                        .getFirst()
                        .rows()
                        .orElseThrow()
                        .toString());
        MachineId now = report.machine().orElseThrow();
        shop.awaitApp(made, now);
        assertSame(file, shop.data(made).resolve("app.db"));
        assertEquals(
                List.of("app.db", "started-" + now),
                filesOf(made).stream().map(it -> it.getFileName().toString()).toList(),
                "nothing but the database and what the app wrote");
        var _ = restore.undo(shop.journal().run(plan.run()).orElseThrow());
        assertEquals(
                MachineState.STARTED, shop.fly().machines().get(RealShop.SHOP, machine).state());
        assertEquals(
                "1",
                TestDatabases.ask(
                        shop.data(volume).resolve("app.db"), "SELECT count(*) FROM orders"));
    }

    /** At every chunk, every journal write and every request until the volume is verified. */
    @Test
    void eachPowerCutIsContinuedToTheSameVolume() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        int cut = 0;
        for (boolean isThrough = false; !isThrough; cut += 6 * Points.apart(4)) {
            BroughtCopies copies = brought();
            Restore restore = restore(copies);
            RestorePlan plan =
                    restore.plan(
                            RealShop.nextRun(),
                            request(Goal.VERIFIED, at("/data/app.db", file(copies, file))).build());
            power.arm(1 + cut);
            RestoreReport report;
            try {
                report = restore.run(plan);
                isThrough = true;
                power.disarm();
            } catch (PowerCut.Dark dark) {
                power.disarm();
                if (shop.journal().run(plan.run()).isEmpty()) {
                    continue;
                }
                // Another process: it prepares the file again.
                BroughtCopies again = brought();
                report = restore(again).continueRun(shop.journal().run(plan.run()).orElseThrow());
                again.close();
            }
            copies.close();
            assertSame(file, shop.data(report.volume()).resolve("app.db"));
            assertEquals(1, filesOf(report.volume()).size(), "after cut " + cut);
            assertNothingIsLeftBeside(volume, report.volume());
            var _ = restore.undo(shop.journal().run(plan.run()).orElseThrow());
            assertNothingIsLeftBeside(volume);
        }
        assertTrue(cut > 20, "only %d points".formatted(cut));
    }

    @Test
    void aConnectionThatBreaksAtEveryThirdCommandDoesNoHarm() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        FaultyProxy.Kind[] kinds = FaultyProxy.Kind.values();
        int[] commands = {0};
        shop.proxy()
                .setRule(call ->
                        call.endsWith("/exec") && ++commands[0] % 3 == 0
                                ? Optional.of(kinds[commands[0] / 3 % kinds.length])
                                : Optional.empty());
        RestoreReport report = push(file, Goal.VERIFIED);
        assertSame(file, shop.data(report.volume()).resolve("app.db"));
        assertTrue(shop.proxy().broken().size() > 5, () -> shop.proxy().broken().toString());
    }

    @Test
    void whatIsDamagedOnItsWayIsSentAgain() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        int[] commands = {0};
        shop.proxy()
                .setRule(call -> {
                    if (call.endsWith("/exec") && ++commands[0] == 6) {
                        damageWhatCame();
                    }
                    return Optional.empty();
                });
        RestoreReport report = push(file, Goal.VERIFIED);
        assertTrue(commands[0] > 12, "it was sent twice");
        assertSame(file, shop.data(report.volume()).resolve("app.db"));
    }

    /** Something else takes the room at each tenth. */
    @Test
    @Needs(Ability.MOUNTS)
    void aNewVolumeThatIsFullMeanwhileGetsNoDatabaseAndIsTakenAway() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        for (int tenth = 0; tenth < 10; tenth += Points.apart(4)) {
            long fullAt = Files.size(file) * tenth / 10;
            try (SmallVolume small = new SmallVolume(fullAt)) {
                Problem full =
                        assertThrows(FlysnapException.class, () -> push(file, Goal.VERIFIED))
                                .problem();
                assertEquals("volume-not-filled", full.code());
                assertTrue(full.why().contains("No space left on device"), full::why);
                assertFalse(small.hadDatabase, "at tenth " + tenth);
            }
            opened.removeFirst().close();
            assertNothingIsLeftBeside(volume);
            assertEquals(
                    MachineState.STARTED,
                    shop.fly().machines().get(RealShop.SHOP, machine).state());
        }
    }

    /** The next new volume: a little larger than the file, and full as soon as so much has come. */
    private final class SmallVolume implements AutoCloseable {
        private final long fullAt;
        private final List<Path> before;
        private Optional<Mounted> disk = Optional.empty();
        private boolean isFull;
        private boolean hadDatabase;

        SmallVolume(long fullAt) throws IOException {
            this.fullAt = fullAt;
            this.before = folders();
            shop.proxy().setRule(this::before);
        }

        private Optional<FaultyProxy.Kind> before(String call) {
            if (disk.isEmpty() && call.equals("POST /v1/apps/shop/machines")) {
                disk = Optional.of(mounted());
            }
            if (call.endsWith("/exec") && disk.isPresent() && !isFull && came() >= fullAt) {
                isFull = true;
                disk.orElseThrow().fill("filler");
            }
            hadDatabase |= disk.isPresent() && Files.exists(data().resolve("app.db"));
            return Optional.empty();
        }

        /** Fly itself cannot be asked while it is being asked. */
        private Mounted mounted() {
            try {
                List<Path> made = new ArrayList<>(folders());
                made.removeAll(before);
                return Mounted.tmpfs(made.getFirst(), "16m");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private List<Path> folders() throws IOException {
            try (Stream<Path> volumes = Files.list(directory.resolve("sim/disks/volumes"))) {
                return volumes.toList();
            }
        }

        private long came() {
            try (Stream<Path> files = Files.list(data())) {
                return files.mapToLong(it -> it.toFile().length()).sum();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private Path data() {
            return disk.orElseThrow().at();
        }

        @Override
        public void close() {
            shop.proxy().setRule(_ -> Optional.empty());
            disk.ifPresent(Mounted::close);
        }
    }

    private void damageWhatCame() {
        try (Stream<Path> files = Files.walk(directory.resolve("sim/disks/volumes"))) {
            Path sent =
                    files.filter(it -> it.getFileName().toString().startsWith(".flysnap-fill"))
                            .findFirst()
                            .orElseThrow();
            try (RandomAccessFile part = new RandomAccessFile(sent.toFile(), "rw")) {
                part.write(1);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anotherDatabaseIsRefusedUnlessItIsForced() throws Exception {
        Path file = database(directory.resolve("fixed.db"), 10);
        TestDatabases.sql(file, "PRAGMA user_version = 8");
        BroughtCopies copies = brought();
        CopySource source = file(copies, file);
        assertEquals(
                "copy-of-another-database",
                refused(copies, request(Goal.VERIFIED, at("/data/app.db", source))).code());
        assertNothingMade();
        Restore restore = restore(copies);
        RestoreReport forced =
                restore.run(
                        restore.plan(
                                RealShop.nextRun(),
                                request(
                                                Goal.VERIFIED,
                                                new CopyRequest(
                                                        List.of(source),
                                                        Optional.of("/data/app.db"),
                                                        true))
                                        .build()));
        assertSame(file, shop.data(forced.volume()).resolve("app.db"));
    }

    private void assertNothingMade() {
        assertEquals(
                List.of(machine),
                shop.fly().machines().list(RealShop.SHOP).stream().map(Machine::id).toList());
        assertEquals(List.of(volume), shop.volumes());
    }

    @Test
    void aFileThatWasChangedSinceIsNotSent() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        BroughtCopies copies = brought();
        Restore restore = restore(copies);
        RestorePlan plan =
                restore.plan(
                        RealShop.nextRun(),
                        request(Goal.VERIFIED, at("/data/app.db", file(copies, file))).build());
        power.arm(14);
        assertThrows(PowerCut.Dark.class, () -> restore.run(plan));
        power.disarm();
        TestDatabases.sql(file, "DELETE FROM orders WHERE id = 1");
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () ->
                                        restore(brought())
                                                .continueRun(
                                                        shop.journal()
                                                                .run(plan.run())
                                                                .orElseThrow()))
                        .problem();
        assertTrue(problem.why().contains("by its SHA-256"), problem::toString);
        assertNothingMade();
    }

    @Test
    void aSizeThatCannotHoldItIsRefused() throws Exception {
        Path file = database(directory.resolve("fixed.db"), 10);
        BroughtCopies copies = brought();
        CopySource huge = file(copies, file);
        CopySource source =
                new CopySource(
                        huge.address(),
                        true,
                        Optional.empty(),
                        huge.database(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new ContentHash(1L << 30, huge.content().sha256()),
                        huge.facts());
        assertEquals(
                "volume-too-small",
                refused(
                                copies,
                                request(Goal.VERIFIED, at("/data/app.db", source))
                                        .to(
                                                new Destination(
                                                        Optional.empty(),
                                                        List.of(),
                                                        Optional.of(1))))
                        .code());
        assertNothingMade();
    }

    @Test
    @NeedsTool({"sqlite3", "busybox"})
    void anImageOfBusyBoxIsEnough() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        shop.fly().machines().stop(RealShop.SHOP, machine, Optional.empty());
        RealShop.await(() ->
                shop.fly()
                        .machines()
                        .get(RealShop.SHOP, machine)
                        .state()
                        .equals(MachineState.STOPPED));
        shop.fly().machines().delete(RealShop.SHOP, machine, true, Optional.empty());
        machine = shop.machine(volume, MachineWithSqlite.busybox().toString());
        RestoreReport report = push(file, Goal.VERIFIED);
        assertSame(file, shop.data(report.volume()).resolve("app.db"));
    }

    /** The app goes on writing, and its replica with it: what was planned is what comes. */
    @Test
    @NeedsTool({"sqlite3", "litestream"})
    void aReplicaComesBackAsItWasWhenItWasPlanned() throws Exception {
        Path app = database(Files.createDirectory(directory.resolve("data")).resolve("app.db"), 20);
        TestDatabases.sql(app, "PRAGMA journal_mode = wal");
        Path config = Replicas.config(directory, app);
        Replicas.sync(config);
        BroughtCopies copies = brought();
        List<CopySource> replica =
                copies.replica(ReplicaAddress.parse("litestream:" + config), Optional.of("main"));
        Restore restore = restore(copies);
        RestorePlan plan =
                restore.plan(
                        RealShop.nextRun(),
                        request(
                                        Goal.VERIFIED,
                                        new CopyRequest(
                                                replica, Optional.of("/data/app.db"), false))
                                .build());
        power.arm(14);
        assertThrows(PowerCut.Dark.class, () -> restore.run(plan));
        power.disarm();
        TestDatabases.sql(app, "DELETE FROM orders");
        Replicas.sync(config);
        RestoreReport report =
                restore(brought()).continueRun(shop.journal().run(plan.run()).orElseThrow());
        assertEquals(
                "20",
                TestDatabases.ask(
                        shop.data(report.volume()).resolve("app.db"),
                        "SELECT count(*) FROM orders"));
        opened.forEach(BroughtCopies::close);
        assertNothingIsLeftBeside(volume, report.volume());
    }

    /** A restore that is at work keeps a second one off. */
    @Test
    void twoAtOnceAreNotPossible() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        BroughtCopies copies = brought();
        RestorePlan other =
                restore(copies)
                        .plan(
                                RealShop.nextRun(),
                                request(Goal.VERIFIED, at("/data/app.db", file(copies, file)))
                                        .build());
        List<String> second = new ArrayList<>();
        power.at(
                12,
                () ->
                        second.add(
                                assertThrows(
                                                FlysnapException.class,
                                                () -> restore(copies).run(other))
                                        .problem()
                                        .exit()
                                        .name()));
        RestoreReport report = push(file, Goal.VERIFIED);
        assertEquals(List.of("LOCKED"), second);
        assertSame(file, shop.data(report.volume()).resolve("app.db"));
    }

    /** What the journal keeps of a snapshot of an app with two databases. */
    private void rememberReceipt() {
        shop.journal()
                .saveSnapshot(
                        new SnapshotRecord(
                                new SnapshotId("vs_4LNvXLLK0P6tk6KgqoexaBw"),
                                RealShop.SHOP,
                                volume,
                                RealShop.nextRun(),
                                Instant.now(),
                                JsonText.parseObject(
                                        "{\"databases\":[{\"name\":\"main\",\"path\":\"/data/app.db\"},{\"name\":\"jobs\",\"path\":\"/data/jobs/jobs.db\"}]}"),
                                Optional.of(
                                        Records.write(
                                                Machine.class,
                                                shop.fly().machines().get(RealShop.SHOP, machine))),
                                Records.write(
                                        Volume.class,
                                        shop.fly().volumes().get(RealShop.SHOP, volume))));
    }

    private List<CopySource> mainAndJobs(BroughtCopies copies) throws Exception {
        List<CopySource> sources = new ArrayList<>();
        for (String name : List.of("main", "jobs")) {
            Path file = database(directory.resolve(name + ".db"), 20);
            sources.add(copies.file(StoreAddress.parse(file.toString()), Optional.of(name)));
        }
        return sources;
    }

    @Test
    void severalDatabasesComeBackTogetherOrNotAtAll() throws Exception {
        rememberReceipt();
        BroughtCopies copies = brought();
        List<CopySource> both = mainAndJobs(copies);
        CopyRequest one = new CopyRequest(List.of(both.getFirst()), Optional.empty(), false);
        assertEquals("copies-incomplete", refused(copies, request(Goal.VERIFIED, one)).code());
        assertNothingMade();
        Restore restore = restore(copies);
        RestoreReport report =
                restore.run(
                        restore.plan(
                                RealShop.nextRun(),
                                request(
                                                Goal.VERIFIED,
                                                new CopyRequest(both, Optional.empty(), false))
                                        .build()));
        assertSame(directory.resolve("main.db"), shop.data(report.volume()).resolve("app.db"));
        assertSame(
                directory.resolve("jobs.db"), shop.data(report.volume()).resolve("jobs/jobs.db"));
        assertEquals(2, report.verdict().orElseThrow().databases().size());
    }

    /** Its config is what the journal keeps. */
    @Test
    void anAppThatWasDeletedWithItsSnapshotsComesBack() throws Exception {
        SnapshotId _ = shop.snapshot();
        Path file = database(directory.resolve("copy.db"), 20);
        shop.call("DELETE", "/v1/apps/shop", "");
        shop.call("POST", "/v1/apps", "{\"app_name\":\"shop\",\"org_slug\":\"personal\"}");
        RestoreReport report = push(file, Goal.CUTOVER);
        Path data = shop.data(report.volume());
        shop.awaitApp(report.volume(), report.machine().orElseThrow());
        assertSame(file, data.resolve("app.db"));
    }
}
