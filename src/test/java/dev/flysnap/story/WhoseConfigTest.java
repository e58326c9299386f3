package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.bring.BroughtCopies;
import dev.flysnap.restore.bring.LocalFiles;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.plan.ContinuePlanner;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.restore.request.ReceiptFile;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.Destination;
import dev.flysnap.restore.request.RestoreRequest.MachineRequest;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.sqlite.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app of several process groups: none gets the config or the metadata of another. */
class WhoseConfigTest {
    private static final String WORKER = "worker";
    private static final Destination HERE =
            new Destination(Optional.empty(), List.of(), Optional.empty());

    @TempDir private Path directory;
    private Shop shop;
    private Receipt ofApp;

    @BeforeEach
    void open() {
        shop = new Shop(directory.resolve("state"), Switches.DEFAULTS);
        ofApp = shop.create();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    /** As a deploy makes it. */
    private VolumeId worker(String volumeName, Json.Obj env) {
        return worker(shop.newVolume(volumeName), env);
    }

    private VolumeId worker(VolumeId volume, Json.Obj env) {
        shop.disks().write(volume.value(), "shop.db", "jobs");
        Json.Obj metadata =
                Json.Obj.empty()
                        .with("fly_platform_version", "v2")
                        .with("fly_process_group", WORKER);
        MachineId _ =
                shop.addMachine(
                        "worker-1",
                        Shop.AMS,
                        Shop.config(volume).with("metadata", metadata).with("env", env));
        return volume;
    }

    private VolumeId worker(String volumeName) {
        return worker(volumeName, env(WORKER));
    }

    private static Json.Obj env(String group) {
        return Json.Obj.empty().with("FLY_PROCESS_GROUP", group);
    }

    private void loseMachine(VolumeId volume) {
        shop.fly()
                .machines()
                .delete(
                        Shop.APP,
                        shop.fly().volumes().get(Shop.APP, volume).attachedMachine().orElseThrow(),
                        true,
                        Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
    }

    private void lose(VolumeId volume) {
        loseMachine(volume);
        shop.fly().volumes().delete(Shop.APP, volume);
    }

    private Receipt snapshot(VolumeId volume) {
        shop.sim().sleeper().sleep(Duration.ofMinutes(20));
        Create create = new Create(shop.bench(CutPoint.NONE), Optional.empty());
        return create.run(
                create.plan(
                        shop.nextRun(),
                        new CreateRequest(
                                Shop.APP,
                                Optional.of(volume),
                                Optional.empty(),
                                HoldUntil.QUIESCED,
                                Duration.ofMinutes(5),
                                List.of(),
                                Optional.empty(),
                                Duration.ofMinutes(10))));
    }

    private RestorePlan planOfCopy(Optional<VolumeId> volume) throws Exception {
        return planOfCopy(shop.bench(CutPoint.NONE), volume, HERE);
    }

    private RestorePlan planOfCopy(RunContext context, Optional<VolumeId> volume, Destination to)
            throws Exception {
        Path file = directory.resolve("fixed.db");
        if (!file.toFile().exists()) {
            TestDatabases.sql(file, "CREATE TABLE orders (id INTEGER PRIMARY KEY)");
        }
        try (BroughtCopies copies = new BroughtCopies(LocalFiles.settings(directory, false))) {
            CopyRequest copy =
                    new CopyRequest(
                            List.of(
                                    copies.file(
                                            StoreAddress.parse(file.toString()), Optional.empty())),
                            Optional.of("/data/shop.db"),
                            true);
            return new Restore(context, copies)
                    .plan(
                            shop.nextRun(),
                            RestoreRequestBuilder.of(Shop.APP, SnapshotChoice.LATEST)
                                    .copies(copy)
                                    .volume(volume)
                                    .to(to)
                                    .goal(Goal.CUTOVER)
                                    .build());
        }
    }

    private Problem refusedCopy(Optional<VolumeId> volume) {
        return assertThrows(FlysnapException.class, () -> planOfCopy(volume)).problem();
    }

    private RestorePlan plan(Receipt of) {
        return shop.restore(CutPoint.NONE).plan(shop.nextRun(), Shop.cutoverTo(of));
    }

    private void undo(RestoreReport report) {
        shop.restore().undo(shop.journal().run(report.plan().run()).orElseThrow());
    }

    @Test
    void aCopyGetsTheConfigOfItsOwnVolumesMachine() throws Exception {
        VolumeId jobs = worker("jobs");
        Receipt _ = snapshot(jobs);
        loseMachine(shop.volume());
        assertEquals(Optional.of("app"), Shop.groupOf(planOfCopy(Optional.of(shop.volume()))));
    }

    @Test
    void aVolumeThatTheJournalHasNeverSeenGetsNoOthersConfig() {
        VolumeId jobs = worker("jobs");
        loseMachine(jobs);
        assertEquals("machine-config-unknown", refusedCopy(Optional.of(jobs)).code());
    }

    @Test
    void anotherAppGetsTheConfigOfTheCopysAppWhileThatHadOneKindOnly() throws Exception {
        Destination staging =
                new Destination(Optional.of(Shop.STAGING), List.of(Shop.AMS), Optional.empty());
        try (FlyApi fly = shop.connect(Shop.DEPLOY_TOKEN + "," + Shop.STAGING_TOKEN)) {
            RunContext context = shop.bench(fly);
            assertEquals(
                    Optional.of("app"),
                    Shop.groupOf(planOfCopy(context, Optional.empty(), staging)));
            Receipt _ = snapshot(worker("jobs"));
            assertEquals(
                    "former-volume-ambiguous",
                    assertThrows(
                                    FlysnapException.class,
                                    () -> planOfCopy(context, Optional.empty(), staging))
                            .problem()
                            .code());
            var _ =
                    fly.volumes()
                            .create(
                                    Shop.STAGING,
                                    new CreateVolume(
                                            new VolumeName("other"),
                                            Shop.AMS,
                                            1,
                                            true,
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            false));
            shop.sim().sleeper().sleep(Duration.ofMinutes(1));
            assertEquals(
                    "machine-config-unknown",
                    assertThrows(
                                    FlysnapException.class,
                                    () -> planOfCopy(context, Optional.empty(), staging))
                            .problem()
                            .code());
        }
    }

    @Test
    void whichOfSeveralLostVolumesIsMeantHasToBeSaid() throws Exception {
        VolumeId jobs = worker("jobs");
        Receipt _ = snapshot(jobs);
        lose(jobs);
        lose(shop.volume());
        Problem problem = refusedCopy(Optional.empty());
        assertEquals("former-volume-ambiguous", problem.code());
        assertTrue(problem.why().contains(jobs + " (jobs, process group worker)"), problem.why());
        assertTrue(problem.why().contains(shop.volume() + " (data, process group app)"));
        assertEquals("Name it: --volume " + jobs, problem.next());
        RestorePlan plan = planOfCopy(Optional.of(shop.volume()));
        assertEquals(Optional.of("app"), Shop.groupOf(plan));
        assertEquals("data", plan.newVolume().name().value());
        assertEquals(
                "volume-not-of-app",
                refusedCopy(Optional.of(new VolumeId("vol_000000000000"))).code());
    }

    @Test
    void groupsWhoseVolumesHaveOneNameAreToldApartByTheirEnvironment() {
        VolumeId jobs = worker("data");
        Receipt ofJobs = snapshot(jobs);
        loseMachine(jobs);
        RestorePlan worker = plan(ofJobs);
        assertEquals(Optional.empty(), worker.replaced().map(it -> it.id()), "the app runs on");
        assertEquals(Optional.of(WORKER), Shop.groupOf(worker));
    }

    /** A deploy that renames the group makes a machine on any free volume of the name. */
    @Test
    void aVolumeThatWasThereDoesNotTellThatTheOtherGroupWas() {
        VolumeId spare = shop.newVolume("data");
        Receipt nightly = snapshot(shop.volume());
        loseMachine(shop.volume());
        VolumeId _ = worker(spare, env(WORKER));
        assertEquals(
                "other-process-group",
                assertThrows(FlysnapException.class, () -> plan(nightly)).problem().code());
    }

    /** Its machine was made anew since, as after a scale. */
    @Test
    void aGroupThatRanThenHasItsOwnDataAlsoOnAYoungerMachine() {
        VolumeId jobs = worker("data");
        Receipt _ = snapshot(jobs);
        Receipt nightly = snapshot(shop.volume());
        loseMachine(jobs);
        VolumeId _ = worker(jobs, env(WORKER));
        loseMachine(shop.volume());
        RestorePlan plan = plan(nightly);
        assertEquals(Optional.empty(), plan.replaced().map(it -> it.id()));
        assertEquals(Optional.of("app"), Shop.groupOf(plan));
    }

    @Test
    void whereTheJournalIsElsewhereTheReceiptTellsTheGroup() {
        VolumeId jobs = worker("data");
        Receipt of = snapshot(shop.volume());
        SnapshotRecord kept = shop.journal().snapshot(of.snapshot()).orElseThrow();
        ReceiptFile file =
                ReceiptFile.parse(
                        JsonText.printPretty(
                                ReceiptFile.withConfig(
                                        kept.receipt(), kept.machine(), kept.volumeFacts())));
        loseMachine(shop.volume());
        try (Journal empty = shop.openJournal(directory.resolve("elsewhere"))) {
            Restore restore = new Restore(shop.bench(empty));
            RestorePlan cutover = restore.plan(shop.nextRun(), withReceipt(file, Goal.CUTOVER));
            assertEquals(Optional.empty(), cutover.replaced().map(it -> it.id()));
            assertEquals(Optional.of("app"), Shop.groupOf(cutover));
            RestorePlan verified = restore.plan(shop.nextRun(), withReceipt(file, Goal.VERIFIED));
            RestoreReport _ = restore.run(verified);
            RestorePlan onward =
                    new ContinuePlanner(shop.bench(empty))
                            .plan(verified, Optional.of(Goal.CUTOVER));
            assertEquals(Optional.empty(), onward.replaced().map(it -> it.id()));
        }
        assertTrue(shop.fly().volumes().get(Shop.APP, jobs).attachedMachine().isPresent());
    }

    private static RestoreRequest withReceipt(ReceiptFile file, Goal goal) {
        return RestoreRequestBuilder.of(
                        Shop.APP, new SnapshotChoice.ById(file.receipt().snapshot()))
                .receipt(Optional.of(file))
                .goal(goal)
                .build();
    }

    @Test
    void aSnapshotOfFlysOwnGetsTheConfigThatTheJournalHasOfItsVolume() throws Exception {
        VolumeId _ = worker("data");
        Receipt _ = snapshot(shop.volume());
        shop.sim().sleeper().sleep(Duration.ofMinutes(20));
        SnapshotId daily = dailyOf(shop.volume());
        loseMachine(shop.volume());
        RestorePlan plan =
                shop.restore(CutPoint.NONE)
                        .plan(
                                shop.nextRun(),
                                RestoreRequestBuilder.of(Shop.APP, new SnapshotChoice.ById(daily))
                                        .goal(Goal.CUTOVER)
                                        .build());
        assertEquals(Optional.of("app"), Shop.groupOf(plan));
        assertEquals(Optional.empty(), plan.replaced().map(it -> it.id()));
        assertEquals(Optional.of("as this journal kept it last"), plan.grounds().config());
    }

    private RestorePlan plan(Receipt of, Json.Obj config) {
        return shop.restore(CutPoint.NONE)
                .plan(
                        shop.nextRun(),
                        RestoreRequestBuilder.of(Shop.APP, new SnapshotChoice.ById(of.snapshot()))
                                .machine(
                                        new MachineRequest(
                                                Optional.of(config),
                                                Optional.empty(),
                                                MachineFlags.NONE,
                                                Optional.empty()))
                                .goal(Goal.CUTOVER)
                                .build());
    }

    /** Of which the journal knows nothing. */
    private SnapshotId dailyOf(VolumeId volume) {
        var _ = shop.fly().snapshots().request(Shop.APP, volume);
        shop.sim().sleeper().sleep(Duration.ofMinutes(5));
        return shop.fly().snapshots().list(Shop.APP, volume).stream()
                .flatMap(it -> it.id().stream())
                .filter(it -> shop.journal().snapshot(it).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGroupThatWasRenamedIsOne() {
        Receipt _ = snapshot(shop.volume());
        shop.fly()
                .machines()
                .setMetadata(
                        Shop.APP, shop.machine(), "fly_process_group", "web", Optional.empty());
        Receipt renamed = snapshot(shop.volume());
        loseMachine(shop.volume());
        Json.Obj given = Shop.config(shop.volume()).with("metadata", Json.Obj.empty());
        RestoreReport first = shop.restore(CutPoint.NONE).run(plan(renamed, given));
        assertEquals(Optional.of("web"), Shop.groupOf(plan(snapshot(first.volume()))));
    }

    /** Its volume is younger than what is known of the lost one's machine. */
    @Test
    void aMachineThatMayHaveTakenThePlaceOfTheLostOneIsNotReplacedOnAGuess() {
        VolumeId web = worker("data");
        loseMachine(shop.volume());
        Problem problem = assertThrows(FlysnapException.class, () -> plan(ofApp)).problem();
        assertEquals("other-process-group", problem.code());
        MachineId machine = shop.fly().volumes().get(Shop.APP, web).attachedMachine().orElseThrow();
        assertTrue(problem.what().contains(machine.value()), problem.what());
        assertTrue(problem.next().contains("fly machine list --app shop --json"), problem.next());
        assertTrue(problem.next().contains("--machine-config FILE"), problem.next());
        Json.Obj kept = shop.fly().machines().get(Shop.APP, machine).config().orElseThrow();
        loseMachine(web);
        RestorePlan plan = plan(ofApp, kept);
        assertEquals(Optional.of(WORKER), Shop.groupOf(plan));
        assertEquals(Optional.empty(), plan.replaced().map(it -> it.id()));
    }

    @Test
    void aMachineThatWasRestoredFromTheLostOneIsReplacedUnderAnyName() {
        RestoreReport now = shop.restore(CutPoint.NONE).run(plan(ofApp));
        loseMachine(shop.volume());
        MachineId machine = now.machine().orElseThrow();
        shop.fly()
                .machines()
                .setMetadata(Shop.APP, machine, "fly_process_group", "web", Optional.empty());
        assertEquals(Optional.of(machine), plan(ofApp).replaced().map(it -> it.id()));
    }

    @Test
    void aMachineOutOfServiceGetsTheMetadataOfItsOwnGroup() {
        for (Json.Obj env :
                List.of(Json.Obj.empty().with("FLY_PROCESS_GROUP", WORKER), Json.Obj.empty())) {
            VolumeId jobs = worker("data", env);
            Receipt ofJobs = snapshot(jobs);
            RestoreReport ofApps = shop.restore(CutPoint.NONE).run(plan(ofApp));
            loseMachine(jobs);
            RestoreReport first = shop.restore(CutPoint.NONE).run(plan(ofJobs));
            undo(first);
            Receipt stopped = snapshot(first.volume());
            if (env.fields().isEmpty()) {
                Problem problem =
                        assertThrows(FlysnapException.class, () -> plan(stopped)).problem();
                assertEquals("process-group-unknown", problem.code());
                assertTrue(problem.why().contains("app, worker"), problem.why());
            } else {
                assertEquals(Optional.of(WORKER), Shop.groupOf(plan(stopped)));
            }
            undo(ofApps);
        }
    }
}
