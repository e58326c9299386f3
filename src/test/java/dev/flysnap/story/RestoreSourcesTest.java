package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageChoice;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.restore.request.ReceiptFile;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequest.MachineRequest;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the new machine's config and image come from, best first. */
class RestoreSourcesTest {
    private static final String NEWER = "registry.fly.io/shop:2";

    @TempDir private Path state;
    @TempDir private Path elsewhere;
    private Shop shop;
    private Receipt receipt;

    @BeforeEach
    void aSnapshot() {
        shop = new Shop(state, Switches.DEFAULTS);
        receipt = shop.create();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void theConfigOfADestroyedMachineComesFromTheJournalWholeAndUntouched() {
        shop.fly().machines().delete(Shop.APP, shop.machine(), true, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        RestorePlan plan = plan(Shop.restoreRequest(true));
        assertEquals(
                Optional.of("as this journal kept it with the snapshot"), plan.grounds().config());
        RestoreReport report = shop.restore(CutPoint.NONE).run(plan);
        assertEquals(arrived(report), configOf(report));
    }

    @Test
    void aNewerImageThanTheSnapshotsHasToBeDecidedUpon() {
        shop.deploy(NEWER);
        Problem refused = refused(Shop.restoreRequest(true));
        assertEquals("image-choice-needed", refused.code());
        assertEquals(ExitCode.USAGE, refused.exit());
        assertTrue(
                refused.why().contains("shop:1") && refused.why().contains("shop:2"),
                refused.why());

        RestorePlan then = plan(withImage(new ImageChoice.OfSnapshot()));
        assertTrue(image(then).startsWith("registry.fly.io/shop:1"), image(then));
        assertTrue(then.grounds().image().orElseThrow().other().orElseThrow().contains("shop:2"));
        RestorePlan now = plan(withImage(new ImageChoice.Current()));
        assertEquals(NEWER, image(now));
        RestorePlan named = plan(withImage(new ImageChoice.Named("registry.fly.io/shop:3")));
        assertEquals("registry.fly.io/shop:3", image(named));
        assertEquals(Optional.of("registry.fly.io/shop:3"), named.newVolume().computeImage());
    }

    @Test
    void whoCanBeAskedDecidesUponTheImage() {
        shop.deploy(NEWER);
        ImageQuestion answered =
                (ofSnapshot, current) -> {
                    assertTrue(ofSnapshot.contains("shop:1") && current.contains("shop:2"));
                    return Optional.of(new ImageChoice.Current());
                };
        Restore restore = shop.restore(CutPoint.NONE);
        assertEquals(
                NEWER, image(restore.plan(shop.nextRun(), Shop.restoreRequest(true), answered)));
    }

    @Test
    void theSameImageIsNoQuestion() {
        assertEquals(Shop.IMAGE, image(plan(Shop.restoreRequest(true))));
    }

    @Test
    void aReceiptWithTheConfigIsEnoughWhereThereIsNoJournal() {
        SnapshotRecord known = shop.journal().snapshots(Shop.APP).getFirst();
        Json.Obj file =
                ReceiptFile.withConfig(known.receipt(), known.machine(), known.volumeFacts());
        shop.lose();
        ReceiptFile given = ReceiptFile.parse(JsonText.printPretty(file));
        try (Journal empty = shop.openJournal(elsewhere)) {
            Restore restore = new Restore(shop.bench(empty));
            RestoreReport report =
                    restore.run(
                            restore.plan(
                                    shop.nextRun(),
                                    Shop.request(true).receipt(Optional.of(given)).build()));
            assertEquals(arrived(report), configOf(report));
            assertEquals(Optional.of("synced"), report.plan().source().grade());
            assertEquals(
                    1,
                    report.plan().source().databases().size(),
                    "the receipt's database is looked for");
            assertEquals(
                    Optional.of(14),
                    shop.fly().volumes().get(Shop.APP, report.volume()).snapshotRetentionDays());
        }
    }

    @Test
    void aReceiptWithoutTheConfigSaysWhatElseIsNeeded() {
        shop.lose();
        ReceiptFile given = ReceiptFile.parse(JsonText.printPretty(receipt.json()));
        try (Journal empty = shop.openJournal(elsewhere)) {
            Restore restore = new Restore(shop.bench(empty));
            RestoreRequest request = Shop.request(true).receipt(Optional.of(given)).build();
            Problem problem =
                    assertThrows(
                                    FlysnapException.class,
                                    () -> restore.plan(shop.nextRun(), request))
                            .problem();
            assertEquals("machine-config-unknown", problem.code());
            for (String way :
                    List.of("--receipt", "--with-config", "--machine-config", "--image")) {
                assertTrue(problem.next().contains(way), problem.next());
            }
        }
    }

    @Test
    void aReceiptOfAnotherSnapshotIsRefused() {
        shop.sim().sleeper().sleep(Duration.ofMinutes(20));
        shop.create();
        ReceiptFile older = ReceiptFile.parse(JsonText.print(receipt.json()));
        assertEquals(
                "receipt-of-another",
                refused(Shop.request(true).receipt(Optional.of(older)).build()).code());
    }

    @Test
    void aConfigOfTheUsersOwnIsTakenAsItIsButForTheMount() {
        Json.Obj own =
                JsonText.parseObject(
                        """
                        {"image":"registry.fly.io/own:9","init":{"exec":["shop-app"]},"guest":{"cpu_kind":"performance","cpus":2,"memory_mb":4096},
                         "mounts":[{"volume":"vol_000000000000","path":"/elsewhere"}],"x":{"deep":[null,1e400,"\\u2603"]}}\
                        """);
        RestorePlan plan =
                plan(
                        Shop.request(true)
                                .machine(
                                        new MachineRequest(
                                                Optional.of(own),
                                                Optional.empty(),
                                                MachineFlags.NONE,
                                                Optional.empty()))
                                .build());
        RestoreReport report = shop.restore(CutPoint.NONE).run(plan);
        Json.Obj mount = own.objects("mounts").getFirst().with("volume", report.volume().value());
        assertEquals(
                own.with("mounts", new Json.Arr(List.of(mount)))
                        .with(
                                "metadata",
                                Json.Obj.empty()
                                        .with("flysnap_run", plan.run().value())
                                        .withText("flysnap_restore", Shop.noteOf(plan))),
                configOf(report));
        assertEquals(own.object("guest"), plan.newVolume().compute());
    }

    @Test
    void anImageAndAFewFlagsMakeAMachineWhereNothingIsKnown() {
        shop.lose();
        try (Journal empty = shop.openJournal(elsewhere)) {
            Restore restore = new Restore(shop.bench(empty));
            MachineFlags flags =
                    new MachineFlags(
                            Optional.of("shared-cpu-2x"),
                            Optional.of(1024),
                            Optional.of("/var/lib/shop"),
                            List.of("bin/server"),
                            Optional.of(8080));
            RestoreReport report =
                    restore.run(
                            restore.plan(
                                    shop.nextRun(),
                                    Shop.request(true)
                                            .machine(
                                                    new MachineRequest(
                                                            Optional.empty(),
                                                            Optional.of(
                                                                    new ImageChoice.Named(
                                                                            Shop.IMAGE)),
                                                            flags,
                                                            Optional.empty()))
                                            .build()));
            Json.Obj config = configOf(report);
            assertEquals(Optional.of(Shop.IMAGE), config.text("image"));
            Json.Obj guest = config.object("guest").orElseThrow();
            assertEquals(Optional.of(2L), guest.number("cpus"));
            assertEquals(Optional.of(1024L), guest.number("memory_mb"));
            assertEquals(
                    Optional.of("/var/lib/shop"), config.objects("mounts").getFirst().text("path"));
            assertEquals(
                    Optional.of(8080L),
                    config.objects("services").getFirst().number("internal_port"));
            assertEquals(
                    Optional.of("app"),
                    config.object("metadata").orElseThrow().text("fly_process_group"));
        }
    }

    @Test
    void aDeployKnowsTheNewMachineAlthoughOnlyAReplacedOneShowsItsConfig() {
        shop.fly().machines().delete(Shop.APP, shop.machine(), true, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        RestoreReport first = shop.restore(CutPoint.NONE).run(plan(Shop.restoreRequest(true)));
        shop.restore().undo(shop.journal().run(first.plan().run()).orElseThrow());
        shop.restore(CutPoint.NONE).run(plan(Shop.restoreRequest(true)));
        NextDeploy.leavesOneWriter(shop);
    }

    /** What the undo took away is in no machine any more, nor with that snapshot. */
    @Test
    void aDeployKnowsTheNewMachineAlthoughItsSnapshotIsOfOneOutOfService() {
        shop.lose();
        RestoreReport first = shop.restore(CutPoint.NONE).run(plan(Shop.restoreRequest(true)));
        shop.restore().undo(shop.journal().run(first.plan().run()).orElseThrow());
        Receipt stopped = snapshot(first.volume());
        assertEquals(Grade.STOPPED, stopped.grade());
        RestoreReport last = shop.restore(CutPoint.NONE).run(plan(Shop.cutoverTo(stopped)));
        assertEquals(
                Optional.of("app"),
                configOf(last).object("metadata").flatMap(it -> it.text("fly_process_group")));
        NextDeploy.leavesOneWriter(shop);
    }

    /** Its own has no tag of flysnap's: only the journal knows that it was replaced. */
    @Test
    void aDeployKnowsTheNewMachineAlthoughTheReplacedOneIsAllThatIsLeft() {
        RestoreReport first = shop.restore(CutPoint.NONE).run(plan(Shop.restoreRequest(true)));
        destroy(first.machine().orElseThrow(), first.volume());
        Receipt stopped = snapshot(shop.volume());
        assertEquals(Grade.STOPPED, stopped.grade());
        assertEquals(Optional.of("app"), Shop.groupOf(plan(Shop.cutoverTo(stopped))));
    }

    @Test
    void aMachineThatNoDeployKnewDoesNotGetWhatTheAppsOthersHave() {
        for (String name : List.of("pg", "data")) {
            VolumeId volume = machineOn(name, Optional.empty());
            assertEquals(
                    Optional.empty(), Shop.groupOf(plan(Shop.cutoverTo(snapshot(volume)))), name);
        }
    }

    @Test
    void norDoesItGetWhatACutoverTookFromAnotherMachine() {
        VolumeId postgres = machineOn("pg", Optional.empty());
        shop.restore(CutPoint.NONE).run(plan(Shop.cutoverTo(receipt)));
        assertEquals(Optional.empty(), Shop.groupOf(plan(Shop.cutoverTo(snapshot(postgres)))));
    }

    @Test
    void aMachineOutOfServiceGetsItsOwnProcessGroupBack() {
        VolumeId jobs = machineOn("jobs", Optional.of("worker"));
        Receipt atWork = snapshot(jobs);
        destroy(machineWith(jobs), jobs);
        RestoreReport first = shop.restore(CutPoint.NONE).run(plan(Shop.cutoverTo(atWork)));
        shop.restore().undo(shop.journal().run(first.plan().run()).orElseThrow());
        shop.sim().sleeper().sleep(Duration.ofMinutes(20));
        Receipt _ = snapshot(shop.volume());
        Receipt stopped = snapshot(first.volume());
        assertEquals(Optional.of("worker"), Shop.groupOf(plan(Shop.cutoverTo(stopped))));
    }

    @Test
    void afterACutoverTheMachineThatRunsNowIsTheOneToReplace() {
        Restore restore = shop.restore(CutPoint.NONE);
        RestoreReport first = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
        RestorePlan again =
                plan(
                        RestoreRequestBuilder.of(
                                        Shop.APP, new SnapshotChoice.ById(receipt.snapshot()))
                                .goal(Goal.CUTOVER)
                                .build());
        assertEquals(
                first.machine(),
                again.replaced().map(it -> it.id()),
                "the old one, stopped and without metadata, is not in service");
        assertEquals(
                Optional.of("v2"),
                again.machine()
                        .appConfig()
                        .object("metadata")
                        .flatMap(it -> it.text("fly_platform_version")));
    }

    @Test
    void onlyWhatWasHeldHasToBeTheSameToTheSchema() {
        assertTrue(
                plan(Shop.restoreRequest(true)).source().databases().getFirst().mayHaveChanged());
        shop.sim().sleeper().sleep(Duration.ofMinutes(20));
        shop.create(HoldUntil.CREATED);
        RestorePlan held = plan(Shop.restoreRequest(true));
        assertEquals(Optional.of("held"), held.source().grade());
        assertEquals(Optional.of(0L), held.source().databases().getFirst().userVersion());
        assertFalse(held.source().databases().getFirst().mayHaveChanged());
    }

    /** One more machine of the app, as an API call or a deploy makes it; its volume. */
    private VolumeId machineOn(String name, Optional<String> group) {
        VolumeId volume = shop.newVolume(name);
        shop.disks().write(volume.value(), "shop.db", "rows");
        Json.Obj metadata = Json.Obj.empty().withText("fly_process_group", group);
        MachineId _ =
                shop.addMachine(
                        name + "-1",
                        Shop.AMS,
                        Shop.config(volume).with("metadata", metadata.with("mine", "kept")));
        return volume;
    }

    private MachineId machineWith(VolumeId volume) {
        return shop.fly().volumes().get(Shop.APP, volume).attachedMachine().orElseThrow();
    }

    private void destroy(MachineId machine, VolumeId volume) {
        shop.fly().machines().delete(Shop.APP, machine, true, Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        shop.fly().volumes().delete(Shop.APP, volume);
    }

    private Receipt snapshot(VolumeId volume) {
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

    private RestorePlan plan(RestoreRequest request) {
        return shop.restore(CutPoint.NONE).plan(shop.nextRun(), request);
    }

    private Problem refused(RestoreRequest request) {
        return assertThrows(FlysnapException.class, () -> plan(request)).problem();
    }

    private static RestoreRequest withImage(ImageChoice choice) {
        return Shop.request(true)
                .machine(
                        new MachineRequest(
                                Optional.empty(),
                                Optional.of(choice),
                                MachineFlags.NONE,
                                Optional.empty()))
                .build();
    }

    private static String image(RestorePlan plan) {
        assertEquals(
                plan.machine().appConfig().text("image"),
                plan.grounds().image().map(it -> it.reference()));
        return plan.machine().appConfig().text("image").orElseThrow();
    }

    private Json.Obj configOf(RestoreReport report) {
        MachineId machine = report.machine().orElseThrow();
        return shop.fly().machines().get(Shop.APP, machine).config().orElseThrow();
    }

    /** As the shop's config has to arrive: nothing is lost of what flysnap has never heard of. */
    private static Json.Obj arrived(RestoreReport report) {
        Json.Obj config = Shop.config(report.volume());
        return config.with(
                "metadata",
                config.object("metadata")
                        .orElseThrow()
                        .with("flysnap_run", report.plan().run().value())
                        .withText("flysnap_restore", Shop.noteOf(report.plan())));
    }
}
