package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Labels;
import dev.flysnap.proof.Receipt;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.fault.RequestPattern;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.SnapshotRules;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.catalog.SnapshotFinder;
import dev.flysnap.snapshot.catalog.SnapshotList;
import dev.flysnap.snapshot.catalog.SnapshotOrigin;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which snapshot is meant, and who took it. */
class FindStoryTest {
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

    @Test
    void theNewestOfATimeOrBeforeIsFound() {
        Receipt first = shop.create();
        shop.sim().sleeper().sleep(Duration.ofHours(1));
        Receipt second = shop.create();
        Instant then = first.times().createdAt().orElseThrow();
        assertEquals(first.snapshot(), found(new SnapshotChoice.At(then)));
        assertEquals(
                first.snapshot(), found(new SnapshotChoice.At(then.plus(Duration.ofMinutes(30)))));
        assertEquals(
                second.snapshot(), found(new SnapshotChoice.At(then.plus(Duration.ofDays(1)))));
        FlysnapException none =
                assertThrows(
                        FlysnapException.class,
                        () -> found(new SnapshotChoice.At(then.minusSeconds(1))));
        assertEquals("no-finished-snapshot", none.problem().code());
    }

    @Test
    void theNewestWithALabelIsFound() {
        Receipt old = create("release=1", "by=ci");
        Receipt first = create("release=1");
        Receipt second = create("release=2");
        assertEquals(first.snapshot(), found(labelled("release=1")));
        assertEquals(old.snapshot(), found(labelled("release=1", "by=ci")));
        assertEquals(second.snapshot(), found(labelled("release=2")));
        assertEquals(second.snapshot(), found(SnapshotChoice.LATEST));
        FlysnapException none =
                assertThrows(FlysnapException.class, () -> found(labelled("release=3")));
        assertTrue(none.problem().what().contains("release=3"), none.problem().what());
        assertEquals("release=2", rows().getFirst().labels().toString());
    }

    @Test
    void anIdIsFoundThoughItsVolumeIsGone() {
        SnapshotId first = shop.create().snapshot();
        SnapshotId second = shop.create().snapshot();
        shop.lose();
        assertEquals(first, found(new SnapshotChoice.ById(first)));
        assertEquals(second, found(SnapshotChoice.LATEST));
    }

    @Test
    void aVolumeThatFlyHasForgottenIsKnownFromTheJournal() {
        SnapshotId ours = shop.create().snapshot();
        shop.lose();
        forgotten();
        assertEquals(List.of(ours), ids(rows()));
        forgotten();
        assertEquals(ours, found(SnapshotChoice.LATEST));
        shop.sim().sleeper().sleep(Duration.ofDays(30));
        forgotten();
        assertEquals(List.of(), rows(), "gone with its last snapshot");
    }

    @Test
    void oneThatNobodyRemembersIsListedWhenItsVolumeIsGiven() {
        SnapshotId others = takenByAnother(shop.volume());
        shop.lose();
        forgotten();
        assertEquals(List.of(), rows());
        SnapshotList list = new SnapshotList(shop.bench(shop.cut()));
        forgotten();
        assertEquals(List.of(others), ids(list.list(Shop.APP, Optional.of(shop.volume())).rows()));
        assertEquals(
                Optional.of(others),
                new SnapshotFinder(shop.bench(shop.cut()))
                        .find(Shop.APP, SnapshotChoice.LATEST, Optional.of(shop.volume()))
                        .snapshot()
                        .id());
    }

    /** The next list of volumes has none. */
    private void forgotten() {
        shop.sim()
                .faults()
                .queue(new Fault(new RequestPattern("volumes.list"), 1, Fault.status(200, "[]")));
    }

    @Test
    void ofSeveralDeadVolumesTheOneThatFlysnapKnowsIsMeant() {
        SnapshotId ours = shop.create().snapshot();
        VolumeId other = anotherVolume();
        SnapshotId newer = takenByAnother(other);
        FlysnapException several =
                assertThrows(FlysnapException.class, () -> latestOfLiving(other));
        assertEquals("which-lineage", several.problem().code(), "as long as both live");
        shop.lose();
        shop.fly().volumes().delete(Shop.APP, other);
        assertEquals(ours, found(SnapshotChoice.LATEST));
        assertEquals(newer, rows().getFirst().snapshot().id().orElseThrow(), "though one is newer");
    }

    private SnapshotId latestOfLiving(VolumeId other) {
        assertTrue(shop.fly().volumes().get(Shop.APP, other).state().isReady());
        return found(SnapshotChoice.LATEST);
    }

    @Test
    void ofSeveralDeadVolumesThatNobodyKnowsNoneIsGuessed() {
        VolumeId other = anotherVolume();
        takenByAnother(shop.volume());
        takenByAnother(other);
        shop.lose();
        shop.fly().volumes().delete(Shop.APP, other);
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> found(SnapshotChoice.LATEST));
        assertEquals("which-lineage", refused.problem().code());
        assertTrue(refused.problem().what().contains(shop.volume().value()));
        assertTrue(refused.problem().what().contains(other.value()), refused.problem().what());
        assertTrue(refused.problem().next().contains("--volume"), refused.problem().next());
    }

    private VolumeId anotherVolume() {
        VolumeId id = shop.newVolume("other");
        shop.disks().write(id.value(), "other.db", "other");
        return id;
    }

    private SnapshotId takenByAnother(VolumeId volume) {
        SnapshotId id =
                shop.sim()
                        .change(turn ->
                                SnapshotRules.request(turn, Shop.APP.value(), volume.value()))
                        .map(it -> new SnapshotId(it.id()))
                        .orElseThrow();
        shop.sim().sleeper().sleep(Duration.ofMinutes(5));
        return id;
    }

    private static List<SnapshotId> ids(List<SnapshotRow> rows) {
        return rows.stream().map(it -> it.snapshot().id().orElseThrow()).toList();
    }

    @Test
    void oursAreToldFromThoseOfOthers() {
        SnapshotId ours = shop.create().snapshot();
        var _ =
                shop.sim()
                        .change(turn ->
                                SnapshotRules.request(
                                        turn, Shop.APP.value(), shop.volume().value()));
        assertEquals(SnapshotOrigin.UNFINISHED, rows().getFirst().origin());
        shop.sim().sleeper().sleep(Duration.ofMinutes(30));
        for (SnapshotRow row : rows()) {
            assertEquals(
                    row.snapshot().id().equals(Optional.of(ours))
                            ? SnapshotOrigin.FLYSNAP
                            : SnapshotOrigin.NOT_OURS,
                    row.origin());
        }
    }

    @Test
    void whatIsOlderIsLeftOut() {
        shop.create();
        shop.sim().sleeper().sleep(Duration.ofHours(2));
        SnapshotId second = shop.create().snapshot();
        Instant anHourAgo = shop.sim().clock().instant().minus(Duration.ofHours(1));
        List<SnapshotRow> young =
                new SnapshotList(shop.bench(shop.cut()))
                        .since(Shop.APP, Optional.empty(), Optional.of(anHourAgo))
                        .rows();
        assertEquals(
                List.of(second),
                young.stream().map(it -> it.snapshot().id().orElseThrow()).toList());
    }

    @Test
    void aVolumeThatCannotBeReadHidesNoOther() {
        SnapshotId known = shop.create().snapshot();
        VolumeId other = anotherVolume();
        SnapshotList list = new SnapshotList(shop.bench(shop.cut()));
        unreadable(other);
        SnapshotList.Listing listing = list.list(Shop.APP, Optional.empty());
        assertEquals(List.of(known), ids(listing.rows()));
        assertEquals(List.of(other), listing.unreadable().stream().map(it -> it.id()).toList());
        Problem problem =
                assertThrows(FlysnapException.class, () -> listing.requireComplete(Shop.APP))
                        .problem();
        assertEquals(ExitCode.PARTLY_DONE, problem.exit());
        assertTrue(problem.what().contains(other.value()), problem.what());
        unreadable(other);
        assertEquals(known, found(new SnapshotChoice.ById(known)));
        unreadable(other);
        assertThrows(
                FlysnapException.class,
                () -> found(SnapshotChoice.LATEST),
                "that one lives, so it could be the one that is meant");
    }

    @Test
    void aDeadVolumeThatCannotBeReadIsNotInTheWayOfALivingOne() {
        SnapshotId known = shop.create().snapshot();
        VolumeId dead = anotherVolume();
        shop.fly().volumes().delete(Shop.APP, dead);
        unreadable(dead);
        assertEquals(known, found(SnapshotChoice.LATEST));
    }

    /** The next look at its snapshots fails, as on a host that is down. */
    private void unreadable(VolumeId volume) {
        shop.sim()
                .faults()
                .queue(
                        new Fault(
                                new RequestPattern(
                                        "GET /v1/apps/shop/volumes/" + volume + "/snapshots"),
                                1,
                                Fault.status(422, "{\"error\":\"host unreachable\"}")));
    }

    @Test
    void whatARunHasAskedForIsNotTakenForADailyOneAsLongAsItHasNoReceipt() {
        shop.setDaily(true);
        Create create = shop.creation();
        var _ = create.request(create.plan(shop.nextRun(), Shop.createRequest(HoldUntil.QUIESCED)));
        shop.sim().sleeper().sleep(Duration.ofMinutes(5));
        assertEquals(
                List.of(SnapshotOrigin.WITHOUT_RECEIPT),
                rows().stream().map(SnapshotRow::origin).toList());
    }

    private List<SnapshotRow> rows() {
        return new SnapshotList(shop.bench(shop.cut())).list(Shop.APP, Optional.empty()).rows();
    }

    private SnapshotId found(SnapshotChoice choice) {
        return new SnapshotFinder(shop.bench(shop.cut()))
                .find(Shop.APP, choice, Optional.empty())
                .snapshot()
                .id()
                .orElseThrow();
    }

    private static SnapshotChoice labelled(String... labels) {
        return new SnapshotChoice.Labelled(Labels.parse(List.of(labels)));
    }

    private Receipt create(String... labels) {
        Create create = shop.creation();
        return create.run(
                create.plan(
                        shop.nextRun(),
                        CreateRequests.labelled(
                                Shop.createRequest(HoldUntil.QUIESCED),
                                Labels.parse(List.of(labels)))));
    }
}
