package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.policy.SnapshotPolicy;
import dev.flysnap.snapshot.status.AppStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Fly does by itself, and how an app stands. */
class PolicyStoryTest {
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
    void onlyWhatIsNamedAndDifferentIsChanged() {
        SnapshotPolicy policy = new SnapshotPolicy(shop.bench(shop.cut()));
        Volume before = policy.volumes(Shop.APP, Optional.empty()).getFirst();
        SnapshotPolicy.Change same =
                SnapshotPolicy.change(before, Optional.of(false), Optional.of(14));
        assertTrue(same.isNothing());
        assertEquals(before, policy.apply(Shop.APP, same));
        SnapshotPolicy.Change change =
                SnapshotPolicy.change(before, Optional.of(true), Optional.of(14));
        assertEquals(Optional.empty(), change.retentionDays());
        policy.apply(Shop.APP, change);
        Volume now = policy.volumes(Shop.APP, Optional.of(shop.volume())).getFirst();
        assertEquals(Optional.of(true), now.dailySnapshots());
        assertEquals(Optional.of(14), now.snapshotRetentionDays());
    }

    @Test
    void aVolumeThatRefusesStopsNoneOfTheOthers() {
        try (Harbour harbour = new Harbour(state.resolve("several"), Map.of("shop", 3))) {
            VolumeId stubborn = harbour.volumes(Shop.APP).get(1);
            harbour.sim()
                    .faults()
                    .queue(
                            Fault.next(
                                    "PUT /v1/apps/shop/volumes/" + stubborn,
                                    Fault.status(422, "{\"error\":\"no\"}")));
            List<SnapshotPolicy.Applied> applied = setTo30(harbour);
            Problem problem = SnapshotPolicy.problem(Shop.APP, applied).orElseThrow();
            assertEquals(ExitCode.PARTLY_DONE, problem.exit());
            assertEquals(
                    List.of(stubborn),
                    applied.stream()
                            .filter(it -> it.problem().isPresent())
                            .map(it -> it.change().volume().id())
                            .toList());
            assertEquals(Optional.empty(), SnapshotPolicy.problem(Shop.APP, setTo30(harbour)));
            for (VolumeId volume : harbour.volumes(Shop.APP)) {
                assertEquals(
                        Optional.of(30),
                        harbour.fly().volumes().get(Shop.APP, volume).snapshotRetentionDays());
            }
        }
    }

    private static List<SnapshotPolicy.Applied> setTo30(Harbour harbour) {
        SnapshotPolicy policy = new SnapshotPolicy(harbour.bench());
        return policy.applyAll(
                Shop.APP,
                policy.volumes(Shop.APP, Optional.empty()).stream()
                        .map(it -> SnapshotPolicy.change(it, Optional.empty(), Optional.of(30)))
                        .toList());
    }

    @Test
    void aVolumeOfAnotherAppIsRefused() {
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class,
                        () ->
                                new SnapshotPolicy(shop.bench(shop.cut()))
                                        .volumes(
                                                Shop.APP,
                                                Optional.of(new VolumeId("vol_another12345678"))));
        assertEquals("volume-not-of-app", refused.problem().code());
    }

    @Test
    void statusTellsTheLastSnapshotAndTheRunsThatAreOpen() {
        assertEquals(Optional.empty(), status().latest(shop.volume()));
        SnapshotId taken = shop.create().snapshot();
        assertEquals(
                Optional.of(taken), status().latest(shop.volume()).orElseThrow().snapshot().id());
        assertEquals(List.of(), status().open());
        var run = shop.nextRun();
        shop.cut().arm(20);
        assertThrows(
                PowerCut.Dark.class,
                () -> {
                    var create = shop.creation();
                    create.run(create.plan(run, Shop.createRequest(HoldUntil.CREATED)));
                });
        shop.cut().disarm();
        assertEquals(List.of(run), status().open().stream().map(it -> it.run().id()).toList());
    }

    private AppStatus status() {
        return AppStatus.of(shop.bench(shop.cut()), Shop.APP);
    }
}
