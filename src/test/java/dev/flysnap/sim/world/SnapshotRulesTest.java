package dev.flysnap.sim.world;

import static dev.flysnap.sim.world.WorldStory.APP;
import static dev.flysnap.sim.world.WorldStory.obj;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotRulesTest {
    private final WorldStory story = new WorldStory();

    private Snapshot ask(Volume volume) {
        return story.change(transition -> SnapshotRules.request(transition, APP, volume.id()))
                .orElseThrow();
    }

    private List<Snapshot> list(Volume volume) {
        return story.change(transition -> SnapshotRules.list(transition, APP, volume.id()));
    }

    @Test
    void aSnapshotGoesFromWaitingOverRunningToCreated() {
        Snapshot asked = ask(story.volume("{\"name\":\"data\"}"));
        assertEquals(Snapshot.Status.WAITING, asked.status());
        story.passSeconds(3);
        assertEquals(Snapshot.Status.RUNNING, story.snapshot(asked).status());
        story.passSeconds(20);
        Snapshot done = story.snapshot(asked);
        assertEquals(Snapshot.Status.CREATED, done.status());
        assertEquals(Optional.of(story.now()), done.createdAt());
        assertEquals(Optional.of(new Snapshot.Content(7, "d-1", Duration.ZERO)), done.content());
    }

    @Test
    void theSwitchSaysWhenThePointInTimeIsTaken() {
        Volume volume = story.volume("{\"name\":\"data\"}");
        story.set(Switches.USUAL.with("snapshot-point", "at-request"));
        assertEquals(List.of(1, 0, 0), taken(volume));
        story.set(Switches.USUAL.with("snapshot-point", "at-running"));
        assertEquals(List.of(0, 1, 0), taken(volume));
        story.set(Switches.USUAL.with("snapshot-point", "at-created"));
        assertEquals(List.of(0, 0, 1), taken(volume));
    }

    /** How often it is taken at the request, at running, and at created. */
    private List<Integer> taken(Volume volume) {
        story.effects();
        Snapshot asked = ask(volume);
        int atRequest = story.effects(Effect.TakeSnapshot.class).size();
        story.passSeconds(3);
        int atRunning = story.effects(Effect.TakeSnapshot.class).size();
        story.passSeconds(20);
        int atCreated = story.effects(Effect.TakeSnapshot.class).size();
        assertEquals(Snapshot.Status.CREATED, story.snapshot(asked).status());
        return List.of(atRequest, atRunning, atCreated);
    }

    @Test
    void onlyOneSnapshotOfAVolumeIsTakenAtATime() {
        Volume volume = story.volume("{\"name\":\"data\"}");
        var _ = ask(volume);
        story.refused(
                409,
                "a snapshot of volume %s is already in progress".formatted(volume.id()),
                transition -> SnapshotRules.request(transition, APP, volume.id()));
        story.passSeconds(60);
        var _ = ask(volume);
        assertEquals(2, list(volume).size());
    }

    @Test
    void aSnapshotInTheMakingIsTakenForGoodEnoughWhereTheSwitchSaysSo() {
        story.set(Switches.USUAL.with("snapshot-coalescing", "pending"));
        Volume volume = story.volume("{\"name\":\"data\"}");
        Snapshot first = ask(volume);
        assertEquals(
                Optional.empty(),
                story.change(transition -> SnapshotRules.request(transition, APP, volume.id())));
        assertEquals(1, list(volume).size());
        story.passSeconds(60);
        assertEquals(Snapshot.Status.CREATED, story.snapshot(first).status());
        assertTrue(
                story.change(transition -> SnapshotRules.request(transition, APP, volume.id()))
                        .isPresent());
    }

    @Test
    void aRecentSnapshotIsTakenForGoodEnoughWhereTheSwitchSaysSo() {
        story.set(Switches.USUAL.with("snapshot-coalescing", "recent"));
        Volume volume = story.volume("{\"name\":\"data\"}");
        Snapshot first = story.snapshot(volume);
        assertEquals(
                Optional.empty(),
                story.change(transition -> SnapshotRules.request(transition, APP, volume.id())));
        assertEquals(List.of(first), list(volume));
        story.pass(Duration.ofMinutes(10));
        assertTrue(
                story.change(transition -> SnapshotRules.request(transition, APP, volume.id()))
                        .isPresent());
    }

    @Test
    void whatTheRetentionSaidAtTheRequestCounts() {
        Volume volume = story.volume("{\"name\":\"data\",\"snapshot_retention\":2}");
        Snapshot snapshot = ask(volume);
        var _ =
                story.change(transition ->
                        VolumeRules.update(
                                transition,
                                APP,
                                volume.id(),
                                obj("{\"snapshot_retention\":60,\"auto_backup_enabled\":false}")));
        story.pass(Duration.ofDays(2));
        assertEquals(List.of(snapshot.id()), list(volume).stream().map(Snapshot::id).toList());
        story.passSeconds(60);
        assertEquals(List.of(), list(volume));
        assertEquals(1, story.effects(Effect.DeleteSnapshot.class).size());
    }

    @Test
    void thePlatformTakesOneADayUnlessToldNotTo() {
        Volume volume = story.volume("{\"name\":\"data\",\"snapshot_retention\":60}");
        Volume quiet = story.volume("{\"name\":\"quiet\",\"auto_backup_enabled\":false}");
        story.pass(Duration.ofDays(3));
        assertEquals(3, list(volume).size());
        assertEquals(0, list(quiet).size());
    }

    @Test
    void snapshotsOfADeletedVolumeAreStillListedAndRestorable() {
        Volume volume = story.volume("{\"name\":\"data\"}");
        Snapshot snapshot = story.snapshot(volume);
        var _ = story.change(transition -> VolumeRules.delete(transition, APP, volume.id()));
        story.pass(Duration.ofHours(25));
        assertEquals(List.of(snapshot), list(volume));
        Volume restored =
                story.volume("{\"name\":\"data\",\"snapshot_id\":\"%s\"}".formatted(snapshot.id()));
        assertEquals(Volume.State.CREATED, restored.state());
    }

    @Test
    void snapshotsGoWithTheirApp() {
        Volume volume = story.volume("{\"name\":\"data\"}");
        Snapshot snapshot = story.snapshot(volume);
        story.act(transition -> AppRules.delete(transition, APP));
        assertEquals(Optional.empty(), story.world().snapshot(snapshot.id()));
        assertTrue(story.effects().contains(new Effect.DeleteSnapshot(snapshot.id())));
    }

    @Test
    void aSnapshotThatCannotBeTakenHasFailed() {
        story.set(Switches.USUAL.with("snapshot-end", "failed"));
        Snapshot snapshot = story.snapshot(story.volume("{\"name\":\"data\"}"));
        assertEquals(Snapshot.Status.FAILED, snapshot.status());
    }
}
