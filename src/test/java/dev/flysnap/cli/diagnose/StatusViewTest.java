package dev.flysnap.cli.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.status.AppStatus;
import dev.flysnap.story.Shop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an app stands, in the words of {@code flysnap status}. */
class StatusViewTest {
    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(state, Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private AppStatus status() {
        return AppStatus.of(shop.bench(shop.cut()), Shop.APP);
    }

    private StatusView view() {
        AppStatus status = status();
        return new StatusView(
                status,
                VolumeUses.of(
                        shop.bench(shop.cut()), Shop.APP, status.machines(), status.volumes()),
                ends()::nextCommand,
                shop.sim().clock().instant());
    }

    private PendingRuns ends() {
        return new PendingRuns(shop.bench(shop.cut()));
    }

    @Test
    void aRestoreThatFailedIsToBeTakenBackAndOneAtWorkToBeLeftToItself() {
        var _ = shop.create();
        RunId run = shop.nextRun();
        shop.cut().arm(40);
        assertThrows(
                RuntimeException.class,
                () -> {
                    var restore = shop.restore();
                    restore.run(restore.plan(run, Shop.restoreRequest(true)));
                });
        shop.cut().disarm();
        assertTrue(
                lines().getLast().endsWith("; next: flysnap continue " + run), lines()::toString);
        shop.journal().add(run, new RunEvent.Failed("code", "what", "why", "next"));
        assertTrue(lines().getLast().endsWith("; next: flysnap undo " + run), lines()::toString);
        try (Lock _ = shop.journal().lock(LockKey.ofApp(Shop.APP), run)) {
            assertTrue(
                    lines().getLast().endsWith("; next: flysnap runs show " + run),
                    lines()::toString);
        }
    }

    private List<String> lines() {
        return view().text().lines().toList();
    }

    @Test
    void eachVolumeHasItsLastSnapshotWithGradeAgeAndExpiry() {
        VolumeId second =
                shop.fly()
                        .volumes()
                        .create(
                                Shop.APP,
                                new CreateVolume(
                                        new VolumeName("more"),
                                        Shop.AMS,
                                        1,
                                        true,
                                        Optional.empty(),
                                        Optional.of(7),
                                        Optional.of(true),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false))
                        .id();
        Create create = shop.creation();
        Receipt old = create.run(create.plan(shop.nextRun(), ofTheFirst()));
        shop.sim().sleeper().sleep(Duration.ofHours(30));
        Receipt taken = create.run(create.plan(shop.nextRun(), ofTheFirst()));
        shop.sim().sleeper().sleep(Duration.ofHours(3));
        List<String> lines = lines();
        assertTrue(lines.getFirst().startsWith(shop.volume().value()), lines::toString);
        assertTrue(lines.getFirst().endsWith("daily off, kept for 14 days"), lines::toString);
        assertEquals(
                "  last snapshot  " + taken.snapshot() + ", synced, 3h old, 14d left",
                lines.get(1));
        assertEquals(
                "  use            the app's data, on machine %s (started)"
                        .formatted(shop.machine()),
                lines.get(2));
        assertTrue(lines.get(3).startsWith(second.value()), lines::toString);
        assertTrue(lines.get(4).startsWith("  last snapshot  "), lines::toString);
        assertEquals("  use            attached to no machine", lines.get(5));
        assertTrue(lines.get(6).contains("stored: $0.00 a month"), lines::toString);
        assertTrue(lines.stream().noneMatch(it -> it.contains(old.snapshot().value())));

        Json.Obj json = view().json();
        Json.Obj first = json.objects("volumes").getFirst();
        assertEquals(Optional.of(14L), first.number("retention_days"));
        assertEquals(
                Optional.of("synced"),
                first.object("last_snapshot").flatMap(it -> it.text("grade")));
        assertEquals(2, json.objects("volumes").size());
    }

    private dev.flysnap.snapshot.plan.CreateRequest ofTheFirst() {
        var usual = Shop.createRequest(HoldUntil.QUIESCED);
        return new dev.flysnap.snapshot.plan.CreateRequest(
                usual.app(),
                Optional.of(shop.volume()),
                usual.quiesce(),
                usual.holdUntil(),
                usual.holdMax(),
                usual.databases(),
                usual.minGrade(),
                usual.timeout());
    }

    @Test
    void whereNoVolumeIsLeftTheWayBackIsSaid() {
        Receipt taken = shop.create();
        shop.lose();
        List<String> lines = lines();
        assertEquals("shop has no volume.", lines.getFirst());
        assertTrue(
                lines.get(1).contains(taken.snapshot() + ", synced")
                        && lines.get(1).endsWith("of " + shop.volume() + " (deleted)"),
                lines::toString);
        assertEquals(
                "  restore it: flysnap restore " + taken.snapshot() + " --app shop --dry-run",
                lines.get(2));
    }

    @Test
    void aRunThatIsNotOverIsNamedWithTheCommandThatGoesOn() {
        RunId run = shop.nextRun();
        shop.cut().arm(20);
        assertThrows(
                RuntimeException.class,
                () -> {
                    Create create = shop.creation();
                    create.run(create.plan(run, Shop.createRequest(HoldUntil.CREATED)));
                });
        shop.cut().disarm();
        assertTrue(lines().getLast().endsWith("next: flysnap continue " + run), lines()::toString);
    }

    @Test
    void aSupersededVolumeIsNamedWithItsRunAndWhatItCosts() {
        var _ = shop.create();
        RunId run = shop.nextRun();
        var restore = shop.restore();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(true)));
        List<String> lines = lines();
        assertTrue(
                lines.contains(
                        "  use            replaced by %s; its machine %s is stopped; 1 GB, $0.15 a month until: flysnap finish %s"
                                .formatted(run, shop.machine(), run)),
                lines::toString);
        assertTrue(
                lines.contains(
                        "1 volume out of use: 1 GB, $0.15 a month; to remove what can be: flysnap finish --app shop --all"),
                lines::toString);
        Json.Obj json = view().json();
        assertEquals(
                List.of("live", "replaced"),
                json.objects("volumes").stream()
                        .map(it -> it.text("use").orElseThrow())
                        .sorted()
                        .toList());
        assertEquals(
                Optional.of(1L), json.object("superseded").flatMap(it -> it.number("volumes")));
        restore.undo(shop.journal().run(run).orElseThrow());
        assertTrue(
                lines().stream()
                        .anyMatch(it ->
                                it.contains("made by %s, which was undone".formatted(run))
                                        && it.endsWith(
                                                "flysnap finish %s --discard-writes"
                                                        .formatted(run))),
                lines()::toString);
        assertTrue(
                lines().contains("1 volume out of use: 1 GB, $0.15 a month"),
                "a finish of all would leave it: " + lines());
    }
}
