package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.hook.Labels;
import dev.flysnap.hook.Receipt;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sim.world.SnapshotRules;
import dev.flysnap.sim.world.Switches;
import dev.flysnap.snapshot.Create;
import dev.flysnap.snapshot.CreateRequest;
import dev.flysnap.snapshot.HoldUntil;
import dev.flysnap.snapshot.Origin;
import dev.flysnap.snapshot.SnapshotChoice;
import dev.flysnap.snapshot.SnapshotFinder;
import dev.flysnap.snapshot.SnapshotList;
import dev.flysnap.snapshot.SnapshotRow;
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
        shop = new Shop(state, Switches.USUAL);
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
    void oursAreToldFromThoseOfOthers() {
        SnapshotId ours = shop.create().snapshot();
        var _ =
                shop.sim()
                        .change(turn ->
                                SnapshotRules.request(
                                        turn, Shop.APP.value(), shop.volume().value()));
        assertEquals(Origin.UNFINISHED, rows().getFirst().origin());
        shop.sim().sleeper().sleep(Duration.ofMinutes(30));
        for (SnapshotRow row : rows()) {
            assertEquals(
                    row.snapshot().id().equals(Optional.of(ours))
                            ? Origin.FLYSNAP
                            : Origin.NOT_OURS,
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
                        .since(Shop.APP, Optional.empty(), Optional.of(anHourAgo));
        assertEquals(
                List.of(second),
                young.stream().map(it -> it.snapshot().id().orElseThrow()).toList());
    }

    private List<SnapshotRow> rows() {
        return new SnapshotList(shop.bench(shop.cut())).of(Shop.APP, Optional.empty());
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
        CreateRequest usual = Shop.createRequest(HoldUntil.QUIESCED);
        Create create = shop.creation();
        return create.run(
                create.plan(
                        shop.nextRun(),
                        new CreateRequest(
                                usual.app(),
                                usual.volume(),
                                usual.quiesce(),
                                usual.holdUntil(),
                                usual.holdMax(),
                                usual.databases(),
                                usual.minGrade(),
                                Labels.parse(List.of(labels)),
                                Optional.empty(),
                                usual.timeout())));
    }
}
