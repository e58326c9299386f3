package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.NeedsTool;
import dev.flysnap.Points;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.sqlite3.MachineWithSqlite;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.bring.CopyOrigins;
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
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.seal.Identities;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
    private static final AppName SHOP = new AppName("shop");
    private static final String IMAGE = "registry.fly.io/shop:1";
    private static final String APP =
            "echo started >\"/data/started-$FLY_MACHINE_ID\"; while :; do sleep 1; done";
    private static final int ORDERS = 5000;

    @TempDir private Path directory;
    private Simulator sim;
    private FaultyProxy proxy;
    private FlyApi fly;
    private Journal journal;
    private VolumeId volume;
    private MachineId machine;
    private Path temporary;
    private final PowerCut power = new PowerCut();
    private final List<BroughtCopies> opened = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        temporary = Files.createDirectory(directory.resolve("temporary"));
        sim =
                Simulator.start(
                        SimSettings.real(directory.resolve("sim"))
                                .withApp(SHOP.value())
                                .withImage(IMAGE, List.of("sh", "-c", APP))
                                .withSpeed(Delays.Speed.INSTANT));
        proxy = new FaultyProxy(sim, () -> {});
        fly =
                FlyApi.of(
                        FlySettings.of(proxy.url(), FlyToken.parse(sim.token()), "flysnap/test"),
                        (action, target) -> {},
                        Sleeper.REAL,
                        InstantSource.system());
        journal =
                Journal.open(
                        directory.resolve("journal"),
                        ApiIdentity.of(URI.create(sim.baseUrl())),
                        InstantSource.system());
        volume = volumeOf(3);
        machine = machineOn(volume, System.getenv("PATH"));
    }

    @AfterEach
    void stop() {
        opened.forEach(BroughtCopies::close);
        fly.close();
        journal.close();
        proxy.close();
        sim.close();
    }

    private VolumeId volumeOf(int sizeGb) throws Exception {
        VolumeId made =
                fly.volumes()
                        .create(
                                SHOP,
                                CreateVolume.withDefaults(
                                        new VolumeName("data"),
                                        new Region("ams"),
                                        sizeGb,
                                        Optional.empty()))
                        .id();
        assertTrue(LiveShop.until(Duration.ofSeconds(30), () -> Files.isDirectory(data(made))));
        database(data(made).resolve("app.db"), 1);
        return made;
    }

    private MachineId machineOn(VolumeId on, String path) {
        Json.Obj config =
                JsonText.parseObject(
                                "{\"image\":\"%s\",\"mounts\":[{\"volume\":\"%s\",\"path\":\"/data\"}]}"
                                        .formatted(IMAGE, on))
                        .with("env", Json.Obj.empty().with("PATH", path));
        MachineId made =
                fly.machines()
                        .create(
                                SHOP,
                                new CreateMachine("web", new Region("ams"), config, false, false))
                        .id();
        assertTrue(
                fly.machines()
                        .waitFor(
                                SHOP,
                                made,
                                MachineState.STARTED,
                                Optional.empty(),
                                Duration.ofSeconds(30)));
        return made;
    }

    private Path data(VolumeId of) {
        return directory.resolve("sim/disks/volumes/" + of);
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

    private RunContext context(CutPoint cuts) {
        return new RunContext(fly, journal, Sleeper.REAL, InstantSource.system(), _ -> {}, cuts);
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
                                temporary));
        opened.add(copies);
        return copies;
    }

    private Restore restore(BroughtCopies copies) {
        return new Restore(context(power), copies);
    }

    /** The processes share this computer's /tmp: an id is used once. */
    private static RunId nextRun() {
        return new RunId("run_" + UUID.randomUUID().toString().replace("-", "").substring(0, 10));
    }

    private static RestoreRequestBuilder request(Goal goal, CopyRequest copies) {
        return RestoreRequestBuilder.of(SHOP, SnapshotChoice.LATEST)
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
                        nextRun(), request(goal, at("/data/app.db", file(copies, file))).build()));
    }

    private Problem refused(BroughtCopies copies, RestoreRequestBuilder request) {
        Restore restore = restore(copies);
        return assertThrows(
                        FlysnapException.class,
                        () -> restore.run(restore.plan(nextRun(), request.build())))
                .problem();
    }

    private List<Path> filesOf(VolumeId of) throws IOException {
        try (Stream<Path> files = Files.list(data(of))) {
            return files.sorted().toList();
        }
    }

    private static void assertSame(Path expected, Path found) throws IOException {
        assertEquals(-1, Files.mismatch(expected, found), found + " is another");
    }

    private void assertNothingIsLeftBeside(VolumeId... kept) throws IOException {
        assertEquals(
                List.of(kept),
                fly.volumes().list(SHOP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(Volume::id)
                        .toList());
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
                        nextRun(),
                        request(Goal.CUTOVER, at("/data/app.db", file(copies, file)))
                                .to(new Destination(Optional.empty(), List.of(), Optional.of(1)))
                                .build());
        RestoreReport report = restore.run(plan);
        VolumeId made = report.volume();
        assertEquals(1, fly.volumes().get(SHOP, made).sizeGb());
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
        assertTrue(
                LiveShop.until(
                        Duration.ofSeconds(30),
                        () -> Files.exists(data(made).resolve("started-" + now))));
        assertSame(file, data(made).resolve("app.db"));
        assertEquals(
                List.of("app.db", "started-" + now),
                filesOf(made).stream().map(it -> it.getFileName().toString()).toList(),
                "nothing but the database and what the app wrote");
        var _ = restore.undo(journal.run(plan.run()).orElseThrow());
        assertEquals(MachineState.STARTED, fly.machines().get(SHOP, machine).state());
        assertEquals(
                "1",
                TestDatabases.ask(data(volume).resolve("app.db"), "SELECT count(*) FROM orders"));
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
                            nextRun(),
                            request(Goal.VERIFIED, at("/data/app.db", file(copies, file))).build());
            power.arm(1 + cut);
            RestoreReport report;
            try {
                report = restore.run(plan);
                isThrough = true;
                power.disarm();
            } catch (PowerCut.Dark dark) {
                power.disarm();
                if (journal.run(plan.run()).isEmpty()) {
                    continue;
                }
                // Another process: it prepares the file again.
                BroughtCopies again = brought();
                report = restore(again).continueRun(journal.run(plan.run()).orElseThrow());
                again.close();
            }
            copies.close();
            assertSame(file, data(report.volume()).resolve("app.db"));
            assertEquals(1, filesOf(report.volume()).size(), "after cut " + cut);
            assertNothingIsLeftBeside(volume, report.volume());
            var _ = restore.undo(journal.run(plan.run()).orElseThrow());
            assertNothingIsLeftBeside(volume);
        }
        assertTrue(cut > 20, "only %d points".formatted(cut));
    }

    @Test
    void aConnectionThatBreaksAtEveryThirdCommandDoesNoHarm() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        FaultyProxy.Kind[] kinds = FaultyProxy.Kind.values();
        int[] commands = {0};
        proxy.setRule(call ->
                call.endsWith("/exec") && ++commands[0] % 3 == 0
                        ? Optional.of(kinds[commands[0] / 3 % kinds.length])
                        : Optional.empty());
        RestoreReport report = push(file, Goal.VERIFIED);
        assertSame(file, data(report.volume()).resolve("app.db"));
        assertTrue(proxy.broken().size() > 5, () -> proxy.broken().toString());
    }

    @Test
    void whatIsDamagedOnItsWayIsSentAgain() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        int[] commands = {0};
        proxy.setRule(call -> {
            if (call.endsWith("/exec") && ++commands[0] == 6) {
                damageWhatCame();
            }
            return Optional.empty();
        });
        RestoreReport report = push(file, Goal.VERIFIED);
        assertTrue(commands[0] > 12, "it was sent twice");
        assertSame(file, data(report.volume()).resolve("app.db"));
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
                                nextRun(),
                                request(
                                                Goal.VERIFIED,
                                                new CopyRequest(
                                                        List.of(source),
                                                        Optional.of("/data/app.db"),
                                                        true))
                                        .build()));
        assertSame(file, data(forced.volume()).resolve("app.db"));
    }

    private void assertNothingMade() {
        assertEquals(
                List.of(machine), fly.machines().list(SHOP).stream().map(Machine::id).toList());
        assertEquals(
                List.of(volume),
                fly.volumes().list(SHOP).stream()
                        .filter(it -> !it.state().isDead())
                        .map(Volume::id)
                        .toList());
    }

    @Test
    void aFileThatWasChangedSinceIsNotSent() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        BroughtCopies copies = brought();
        Restore restore = restore(copies);
        RestorePlan plan =
                restore.plan(
                        nextRun(),
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
                                                .continueRun(journal.run(plan.run()).orElseThrow()))
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
        fly.machines().stop(SHOP, machine, Optional.empty());
        assertTrue(
                LiveShop.until(
                        Duration.ofSeconds(30),
                        () ->
                                fly.machines()
                                        .get(SHOP, machine)
                                        .state()
                                        .equals(MachineState.STOPPED)));
        fly.machines().delete(SHOP, machine, true, Optional.empty());
        machine = machineOn(volume, MachineWithSqlite.busybox().toString());
        RestoreReport report = push(file, Goal.VERIFIED);
        assertSame(file, data(report.volume()).resolve("app.db"));
    }

    /** A restore that is at work keeps a second one off. */
    @Test
    void twoAtOnceAreNotPossible() throws Exception {
        Path file = database(directory.resolve("fixed.db"), ORDERS);
        BroughtCopies copies = brought();
        RestorePlan other =
                restore(copies)
                        .plan(
                                nextRun(),
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
        assertSame(file, data(report.volume()).resolve("app.db"));
    }

    /** What the journal keeps of a snapshot of an app with two databases. */
    private void rememberReceipt() {
        journal.saveSnapshot(
                new SnapshotRecord(
                        new SnapshotId("vs_4LNvXLLK0P6tk6KgqoexaBw"),
                        SHOP,
                        volume,
                        nextRun(),
                        Instant.now(),
                        JsonText.parseObject(
                                "{\"databases\":[{\"name\":\"main\",\"path\":\"/data/app.db\"},{\"name\":\"jobs\",\"path\":\"/data/jobs/jobs.db\"}]}"),
                        Optional.of(
                                Records.write(Machine.class, fly.machines().get(SHOP, machine))),
                        Records.write(Volume.class, fly.volumes().get(SHOP, volume))));
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
                                nextRun(),
                                request(
                                                Goal.VERIFIED,
                                                new CopyRequest(both, Optional.empty(), false))
                                        .build()));
        assertSame(directory.resolve("main.db"), data(report.volume()).resolve("app.db"));
        assertSame(directory.resolve("jobs.db"), data(report.volume()).resolve("jobs/jobs.db"));
        assertEquals(2, report.verdict().orElseThrow().databases().size());
    }

    /** Its config is what the journal keeps. */
    @Test
    void anAppThatWasDeletedWithItsSnapshotsComesBack() throws Exception {
        Create create = new Create(context(CutPoint.NONE), Optional.empty());
        var _ =
                create.run(
                        create.plan(
                                nextRun(),
                                new CreateRequest(
                                        SHOP,
                                        Optional.empty(),
                                        Optional.empty(),
                                        HoldUntil.QUIESCED,
                                        Duration.ZERO,
                                        List.of(),
                                        Optional.empty(),
                                        Duration.ofMinutes(1))));
        Path file = database(directory.resolve("copy.db"), 20);
        send("DELETE", "/v1/apps/shop", "");
        send("POST", "/v1/apps", "{\"app_name\":\"shop\",\"org_slug\":\"personal\"}");
        RestoreReport report = push(file, Goal.CUTOVER);
        Path data = data(report.volume());
        assertTrue(
                LiveShop.until(
                        Duration.ofSeconds(30),
                        () ->
                                Files.exists(
                                        data.resolve(
                                                "started-" + report.machine().orElseThrow()))));
        assertSame(file, data.resolve("app.db"));
    }

    private void send(String method, String path, String body) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(sim.baseUrl() + path))
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .header("Authorization", "Bearer " + sim.token())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(2, answer.statusCode() / 100, answer::body);
        }
    }
}
