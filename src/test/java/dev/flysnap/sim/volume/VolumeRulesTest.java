package dev.flysnap.sim.volume;

import static dev.flysnap.sim.world.WorldStory.APP;
import static dev.flysnap.sim.world.WorldStory.obj;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.machine.LifecycleRules;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimSnapshot;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.WorldStory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeRulesTest {
    private final WorldStory story = new WorldStory();

    @Test
    void aVolumeIsFirstCreatingThenCreated() {
        SimVolume made =
                story.change(transition ->
                        VolumeRules.create(transition, APP, obj("{\"name\":\"data\"}")));
        assertEquals(SimVolume.State.CREATING, made.state());
        story.passSeconds(2);
        assertEquals(SimVolume.State.CREATED, story.volume(made).state());
        assertEquals(
                List.of(new Effect.CreateDisk(made.id(), 3)),
                story.effects(Effect.CreateDisk.class));
        assertEquals(3, made.sizeGb());
        assertEquals(5, made.retentionDays());
        assertTrue(made.encrypted() && made.dailySnapshots());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"Data\"}|volume name must be at most 30 lower-case letters, digits and underscores",
                "{}|volume name must be at most 30 lower-case letters, digits and underscores",
                "{\"name\":\"d\",\"region\":\"xyz\"}|region 'xyz' is not a valid region",
                "{\"name\":\"d\",\"size_gb\":501}|volume size must be between 1 and 500 GB",
                "{\"name\":\"d\",\"size_gb\":-1}|volume size must be between 1 and 500 GB",
                "{\"name\":\"d\",\"snapshot_retention\":0}|snapshot_retention must be between 1 and 60",
                "{\"name\":\"d\",\"snapshot_retention\":61}|snapshot_retention must be between 1 and 60"
            })
    void aVolumeThatCannotBeIsRefused(String body, String why) {
        story.refused(
                400,
                "invalid_argument: " + why,
                transition -> VolumeRules.create(transition, APP, obj(body)));
    }

    @Test
    void aVolumeFromASnapshotGoesThroughRestoring() {
        SimSnapshot snapshot = story.snapshot(story.volume("{\"name\":\"data\",\"size_gb\":2}"));
        story.effects();
        SimVolume made =
                story.change(transition ->
                        VolumeRules.create(
                                transition,
                                APP,
                                obj(
                                        "{\"name\":\"data\",\"region\":\"fra\",\"size_gb\":4,\"snapshot_id\":\"%s\"}"
                                                .formatted(snapshot.id()))));
        assertEquals(SimVolume.State.CREATING, made.state());
        story.passSeconds(1);
        assertEquals(SimVolume.State.RESTORING, story.volume(made).state());
        assertEquals(
                List.of(new Effect.FillFromSnapshot(made.id(), 4, snapshot.id())), story.effects());
        story.passSeconds(15);
        assertEquals(SimVolume.State.CREATED, story.volume(made).state());
        assertEquals("fra", made.region());
    }

    @Test
    void aVolumeIsAtLeastAsLargeAsItsSnapshotAndZeroMeansJustAsLarge() {
        SimSnapshot snapshot = story.snapshot(story.volume("{\"name\":\"data\",\"size_gb\":11}"));
        String body = "{\"name\":\"d\",\"size_gb\":%d,\"snapshot_id\":\"" + snapshot.id() + "\"}";
        story.refused(
                400,
                "invalid_argument: volume size (10 GiB) is smaller than the snapshot size (11 GiB)",
                transition -> VolumeRules.create(transition, APP, obj(body.formatted(10))));
        assertEquals(
                11,
                story.change(transition ->
                                VolumeRules.create(transition, APP, obj(body.formatted(0))))
                        .sizeGb());
    }

    @Test
    void aSnapshotOfAnotherOrganisationIsNotThere() {
        SimSnapshot snapshot = story.snapshot(story.volume("{\"name\":\"data\"}"));
        var _ = story.change(transition -> AppRules.create(transition, "sister", "acme"));
        var _ = story.change(transition -> AppRules.create(transition, "stranger", "other"));
        var body = obj("{\"name\":\"d\",\"snapshot_id\":\"" + snapshot.id() + "\"}");
        assertEquals(
                "sister",
                story.change(transition -> VolumeRules.create(transition, "sister", body)).app());
        story.refused(
                404,
                "snapshot not found",
                transition -> VolumeRules.create(transition, "stranger", body));
        story.set(Switches.DEFAULTS.with("foreign-app", "forbidden"));
        story.refused(
                403,
                "not authorized to use snapshot " + snapshot.id(),
                transition -> VolumeRules.create(transition, "stranger", body));
    }

    @Test
    void anUnfinishedSnapshotCannotBeRestored() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimSnapshot pending =
                story.change(transition -> SnapshotRules.request(transition, APP, volume.id()))
                        .orElseThrow();
        story.refused(
                412,
                "failed_precondition: snapshot %s is not complete, its status is waiting"
                        .formatted(pending.id()),
                transition ->
                        VolumeRules.create(
                                transition,
                                APP,
                                obj(
                                        "{\"name\":\"d\",\"snapshot_id\":\"%s\"}"
                                                .formatted(pending.id()))));
    }

    @Test
    void aForkTakesNameSizeAndRegionFromItsSource() {
        SimVolume source = story.volume("{\"name\":\"data\",\"region\":\"cdg\",\"size_gb\":7}");
        SimVolume fork =
                story.change(transition ->
                        VolumeRules.create(
                                transition,
                                APP,
                                obj("{\"source_volume_id\":\"" + source.id() + "\"}")));
        story.passSeconds(2);
        assertEquals(SimVolume.State.HYDRATING, story.volume(fork).state());
        story.passSeconds(20);
        assertEquals(SimVolume.State.CREATED, story.volume(fork).state());
        assertEquals("data cdg 7", "%s %s %d".formatted(fork.name(), fork.region(), fork.sizeGb()));
    }

    @Test
    void whereThereIsNoRoomTheSwitchSaysHowThatIsTold() {
        story.act(transition -> AppRules.setRegionFull(transition, "fra", true));
        var body = obj("{\"name\":\"d\",\"region\":\"fra\"}");
        story.refused(
                412,
                "insufficient resources available to fulfill request in fra",
                transition -> VolumeRules.create(transition, APP, body));
        story.set(Switches.DEFAULTS.with("no-capacity", "memory-409"));
        story.refused(
                409,
                "aborted: could not reserve resource for machine: insufficient memory available",
                transition -> VolumeRules.create(transition, APP, body));
        story.act(transition -> AppRules.setRegionFull(transition, "fra", false));
        assertEquals(
                "fra",
                story.change(transition -> VolumeRules.create(transition, APP, body)).region());
    }

    @Test
    void nullInAnUpdateMeansLeaveIt() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimVolume changed =
                story.change(transition ->
                        VolumeRules.update(
                                transition,
                                APP,
                                volume.id(),
                                obj("{\"snapshot_retention\":30,\"auto_backup_enabled\":null}")));
        assertEquals(30, changed.retentionDays());
        assertTrue(changed.dailySnapshots());
    }

    @Test
    void aVolumeOnlyGrows() {
        SimVolume volume = story.volume("{\"name\":\"data\",\"size_gb\":3}");
        story.refused(
                400,
                "invalid_argument: volume can only be made larger: it has 3 GB, 2 GB were asked for",
                transition ->
                        VolumeRules.extend(transition, APP, volume.id(), obj("{\"size_gb\":2}")));
        SimVolume larger =
                story.change(transition ->
                        VolumeRules.extend(transition, APP, volume.id(), obj("{\"size_gb\":9}")));
        assertEquals(SimVolume.State.EXTENDING, larger.state());
        story.passSeconds(2);
        assertEquals(SimVolume.State.CREATED, story.volume(volume).state());
        assertEquals(9, story.volume(volume).sizeGb());
    }

    @Test
    void anAttachedVolumeCannotBeDeleted() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimMachine machine =
                story.machineWith(
                        ",\"mounts\":[{\"volume\":\"%s\",\"path\":\"/data\"}]"
                                .formatted(volume.id()));
        story.refused(
                412,
                "failed_precondition: volume is currently bound to machine: " + machine.id(),
                transition -> VolumeRules.delete(transition, APP, volume.id()));
        story.act(
                transition -> LifecycleRules.destroy(transition, WorldStory.target(machine), true));
        story.ends(machine, 137);
        story.passSeconds(5);
        assertEquals(Optional.empty(), story.volume(volume).machine());
        assertEquals(
                SimVolume.State.PENDING_DESTROY,
                story.change(transition -> VolumeRules.delete(transition, APP, volume.id()))
                        .state());
    }

    @Test
    void aDeletedVolumeIsKeptForADay() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        var _ = story.change(transition -> VolumeRules.delete(transition, APP, volume.id()));
        story.pass(Duration.ofHours(23));
        assertEquals(SimVolume.State.PENDING_DESTROY, story.volume(volume).state());
        assertEquals(List.of(), story.effects(Effect.DeleteDisk.class));
        story.pass(Duration.ofHours(1));
        assertEquals(SimVolume.State.DESTROYED, story.volume(volume).state());
        assertEquals(
                List.of(new Effect.DeleteDisk(volume.id())),
                story.effects(Effect.DeleteDisk.class));
    }

    @Test
    void aVolumeOnADeadHostCannotBeChanged() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        story.act(transition -> AppRules.setHostUnreachable(transition, volume.id(), true));
        story.refused(
                412,
                "failed_precondition: the volume's host is unreachable",
                transition -> SnapshotRules.request(transition, APP, volume.id()));
        story.act(transition -> AppRules.setHostUnreachable(transition, volume.id(), false));
        assertTrue(
                story.change(transition -> SnapshotRules.request(transition, APP, volume.id()))
                        .isPresent());
    }

    @Test
    void aVolumeOfAnotherAppIsNotFound() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        var _ = story.change(transition -> AppRules.create(transition, "sister", "acme"));
        story.refused(
                404,
                "volume not found",
                transition -> VolumeRules.delete(transition, "sister", volume.id()));
    }
}
