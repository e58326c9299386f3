package dev.flysnap.sim.volume;

import static dev.flysnap.sim.world.WorldStory.APP;
import static dev.flysnap.sim.world.WorldStory.obj;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.SimSnapshot;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.WorldStory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotRulesTest {
    private final WorldStory story = new WorldStory();

    private SimSnapshot ask(SimVolume volume) {
        return story.change(transition -> SnapshotRules.request(transition, APP, volume.id()))
                .orElseThrow();
    }

    private List<SimSnapshot> list(SimVolume volume) {
        return story.change(transition -> SnapshotRules.list(transition, APP, volume.id()));
    }

    @Test
    void aSnapshotGoesFromWaitingOverRunningToCreated() {
        SimSnapshot asked = ask(story.volume("{\"name\":\"data\"}"));
        assertEquals(SimSnapshot.Status.WAITING, asked.status());
        story.passSeconds(3);
        assertEquals(SimSnapshot.Status.RUNNING, story.snapshot(asked).status());
        story.passSeconds(20);
        SimSnapshot done = story.snapshot(asked);
        assertEquals(SimSnapshot.Status.CREATED, done.status());
        assertEquals(Optional.of(story.now()), done.createdAt());
        assertEquals(Optional.of(new SimSnapshot.Content(7, "d-1", Duration.ZERO)), done.content());
    }

    @Test
    void theSwitchSaysWhenThePointInTimeIsTaken() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        story.set(Switches.DEFAULTS.with("snapshot-point", "at-request"));
        assertEquals(List.of(1, 0, 0), taken(volume));
        story.set(Switches.DEFAULTS.with("snapshot-point", "at-running"));
        assertEquals(List.of(0, 1, 0), taken(volume));
        story.set(Switches.DEFAULTS.with("snapshot-point", "at-created"));
        assertEquals(List.of(0, 0, 1), taken(volume));
    }

    /** How often it is taken at the request, at running, and at created. */
    private List<Integer> taken(SimVolume volume) {
        story.effects();
        SimSnapshot asked = ask(volume);
        int atRequest = story.effects(Effect.TakeSnapshot.class).size();
        story.passSeconds(3);
        int atRunning = story.effects(Effect.TakeSnapshot.class).size();
        story.passSeconds(20);
        int atCreated = story.effects(Effect.TakeSnapshot.class).size();
        assertEquals(SimSnapshot.Status.CREATED, story.snapshot(asked).status());
        return List.of(atRequest, atRunning, atCreated);
    }

    @Test
    void onlyOneSnapshotOfAVolumeIsTakenAtATime() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
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
        story.set(Switches.DEFAULTS.with("snapshot-coalescing", "pending"));
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimSnapshot first = ask(volume);
        assertEquals(
                Optional.empty(),
                story.change(transition -> SnapshotRules.request(transition, APP, volume.id())));
        assertEquals(1, list(volume).size());
        story.passSeconds(60);
        assertEquals(SimSnapshot.Status.CREATED, story.snapshot(first).status());
        assertTrue(
                story.change(transition -> SnapshotRules.request(transition, APP, volume.id()))
                        .isPresent());
    }

    @Test
    void aRecentSnapshotIsTakenForGoodEnoughWhereTheSwitchSaysSo() {
        story.set(Switches.DEFAULTS.with("snapshot-coalescing", "recent"));
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimSnapshot first = story.snapshot(volume);
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
        SimVolume volume = story.volume("{\"name\":\"data\",\"snapshot_retention\":2}");
        SimSnapshot snapshot = ask(volume);
        var _ =
                story.change(transition ->
                        VolumeRules.update(
                                transition,
                                APP,
                                volume.id(),
                                obj("{\"snapshot_retention\":60,\"auto_backup_enabled\":false}")));
        story.pass(Duration.ofDays(2));
        assertEquals(List.of(snapshot.id()), list(volume).stream().map(SimSnapshot::id).toList());
        story.passSeconds(60);
        assertEquals(List.of(), list(volume));
        assertEquals(1, story.effects(Effect.DeleteSnapshot.class).size());
    }

    @Test
    void thePlatformTakesOneADayUnlessToldNotTo() {
        SimVolume volume = story.volume("{\"name\":\"data\",\"snapshot_retention\":60}");
        SimVolume quiet = story.volume("{\"name\":\"quiet\",\"auto_backup_enabled\":false}");
        story.pass(Duration.ofDays(3));
        assertEquals(3, list(volume).size());
        assertEquals(0, list(quiet).size());
    }

    @Test
    void snapshotsOfADeletedVolumeAreStillListedAndRestorable() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimSnapshot snapshot = story.snapshot(volume);
        var _ = story.change(transition -> VolumeRules.delete(transition, APP, volume.id()));
        story.pass(Duration.ofHours(25));
        assertEquals(List.of(snapshot), list(volume));
        SimVolume restored =
                story.volume("{\"name\":\"data\",\"snapshot_id\":\"%s\"}".formatted(snapshot.id()));
        assertEquals(SimVolume.State.CREATED, restored.state());
    }

    @Test
    void snapshotsGoWithTheirApp() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimSnapshot snapshot = story.snapshot(volume);
        story.act(transition -> AppRules.delete(transition, APP));
        assertEquals(Optional.empty(), story.world().snapshot(snapshot.id()));
        assertTrue(story.effects().contains(new Effect.DeleteSnapshot(snapshot.id())));
    }

    @Test
    void aSnapshotThatCannotBeTakenHasFailed() {
        story.set(Switches.DEFAULTS.with("snapshot-end", "failed"));
        SimSnapshot snapshot = story.snapshot(story.volume("{\"name\":\"data\"}"));
        assertEquals(SimSnapshot.Status.FAILED, snapshot.status());
    }
}
