package dev.flysnap.sim.machine;

import static dev.flysnap.sim.world.WorldStory.APP;
import static dev.flysnap.sim.world.WorldStory.obj;
import static dev.flysnap.sim.world.WorldStory.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.event.EventRules;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.VolumeRules;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.SimEvent;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimSnapshot;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.WorldStory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineRulesTest {
    private static final String PLAIN =
            "{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]}}%s}";
    private final WorldStory story = new WorldStory();

    private String mounting(SimVolume volume) {
        return "{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]},\"mounts\":[{\"volume\":\"%s\",\"path\":\"/data\"}]}}"
                .formatted(volume.id());
    }

    @Test
    void aMachineIsCreatedThenStartingThenStarted() {
        SimMachine made = story.create(PLAIN.formatted(""));
        assertEquals(SimMachine.State.CREATED, made.state());
        story.passSeconds(2);
        assertEquals(SimMachine.State.STARTING, story.machine(made).state());
        story.passSeconds(2);
        assertEquals(SimMachine.State.STARTED, story.machine(made).state());
        assertEquals(1, story.effects(Effect.StartProcess.class).size());
    }

    @Test
    void withSkipLaunchItComesToRestWithoutHavingRun() {
        SimMachine made = story.create(PLAIN.formatted(",\"skip_launch\":true"));
        story.refused(
                412,
                "failed_precondition: unable to start machine from current state: 'created'",
                transition -> LifecycleRules.start(transition, target(made)));
        story.passSeconds(10);
        assertEquals(SimMachine.State.STOPPED, story.machine(made).state());
        assertEquals(List.of(), story.effects(Effect.StartProcess.class));
    }

    @Test
    void skipServiceRegistrationStartsItCordoned() {
        SimMachine made = story.create(PLAIN.formatted(",\"skip_service_registration\":true"));
        assertTrue(made.cordoned());
        story.act(transition -> MachineRules.cordon(transition, target(made), false));
        assertFalse(story.machine(made).cordoned());
    }

    @Test
    void aNameIsTakenOnlyOnce() {
        SimMachine first = story.machine(PLAIN.formatted(",\"name\":\"one\""));
        story.refused(
                409,
                "already_exists: unique machine name violation, machine ID %s already exists with name \"one\""
                        .formatted(first.id()),
                transition ->
                        MachineRules.create(
                                transition, APP, "me", obj(PLAIN.formatted(",\"name\":\"one\""))));
        story.act(transition -> LifecycleRules.destroy(transition, target(first), true));
        story.ends(first, 137);
        story.passSeconds(5);
        assertNotEquals(first.id(), story.create(PLAIN.formatted(",\"name\":\"one\"")).id());
    }

    @Test
    void aVolumeHasOneMachineAndAMachineLiesWithItsVolume() {
        SimVolume volume = story.volume("{\"name\":\"data\",\"region\":\"fra\"}");
        story.refused(
                412,
                "failed_precondition: volume %s is in region fra, the machine cannot be in ams"
                        .formatted(volume.id()),
                transition ->
                        MachineRules.create(
                                transition,
                                APP,
                                "me",
                                obj(mounting(volume)).with("region", "ams")));
        SimMachine machine = story.machine(mounting(volume));
        assertEquals("fra", machine.birth().region());
        assertEquals(volume.host(), machine.birth().host());
        assertEquals(Optional.of(machine.id()), story.volume(volume).machine());
        story.refused(
                412,
                "failed_precondition: volume %s is already attached to machine %s"
                        .formatted(volume.id(), machine.id()),
                transition -> MachineRules.create(transition, APP, "me", obj(mounting(volume))));
    }

    private SimVolume restoring() {
        SimSnapshot snapshot = story.snapshot(story.volume("{\"name\":\"data\"}"));
        return story.change(transition ->
                VolumeRules.create(
                        transition,
                        APP,
                        obj(
                                "{\"name\":\"data\",\"snapshot_id\":\"%s\"}"
                                        .formatted(snapshot.id()))));
    }

    @Test
    void aMachineOnAVolumeThatIsBeingRestoredStartsWhenItIsThere() {
        SimVolume volume = restoring();
        SimMachine made = story.create(mounting(volume));
        story.effects();
        story.passSeconds(15);
        assertEquals(SimVolume.State.RESTORING, story.volume(volume).state());
        assertEquals(SimMachine.State.CREATED, story.machine(made).state());
        assertFalse(story.machine(made).isSettled());
        assertEquals(List.of(), story.effects(Effect.StartProcess.class));
        story.passSeconds(4);
        assertEquals(SimVolume.State.CREATED, story.volume(volume).state());
        assertEquals(SimMachine.State.STARTED, story.machine(made).state());
        assertEquals(1, story.effects(Effect.StartProcess.class).size());
    }

    @Test
    void aHydratingVolumeIsMountedAsSoonAsItsContentIsThere() {
        SimVolume source = story.volume("{\"name\":\"data\"}");
        SimVolume fork =
                story.change(transition ->
                        VolumeRules.create(
                                transition,
                                APP,
                                obj("{\"source_volume_id\":\"%s\"}".formatted(source.id()))));
        SimMachine made = story.create(mounting(fork));
        story.passSeconds(5);
        assertEquals(SimVolume.State.HYDRATING, story.volume(fork).state());
        assertEquals(SimMachine.State.STARTED, story.machine(made).state());
    }

    @Test
    void aMachineWhoseVolumeIsNeverFilledFails() {
        SimVolume volume = restoring();
        SimMachine made = story.create(mounting(volume));
        story.passSeconds(10);
        String snapshot = volume.origin().orElseThrow();
        Effect fill = new Effect.FillFromSnapshot(volume.id(), volume.sizeGb(), snapshot);
        story.act(transition ->
                EventRules.handle(transition, new SimEvent.WorkFailed(fill, "no space")));
        assertEquals(SimMachine.State.FAILED, story.machine(made).state());
        story.passSeconds(60);
        assertEquals(List.of(), story.effects(Effect.StartProcess.class));
    }

    @Test
    void aDeadVolumeCannotBeMounted() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        var _ = story.change(transition -> VolumeRules.delete(transition, APP, volume.id()));
        story.refused(
                412,
                "failed_precondition: volume %s is not ready, its state is pending_destroy"
                        .formatted(volume.id()),
                transition -> MachineRules.create(transition, APP, "me", obj(mounting(volume))));
    }

    @Test
    void aMountByNamePicksAnUnattachedVolumeOfThatName() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimMachine machine =
                story.machine(
                        "{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]},\"mounts\":[{\"name\":\"data\",\"path\":\"/d\"}]}}");
        assertEquals(Optional.of(volume.id()), machine.volume());
        assertEquals(Optional.of(machine.id()), story.volume(volume).machine());
    }

    @Test
    void anUpdateReplacesTheWholeConfigAndStartsTheMachine() {
        SimMachine machine = story.machineWith(",\"env\":{\"A\":\"1\"}");
        SimMachine updated =
                story.change(transition ->
                        MachineRules.update(
                                transition,
                                target(machine),
                                obj(PLAIN.formatted("").replace("\"a\"", "\"b\""))));
        assertEquals(SimMachine.State.REPLACING, updated.state());
        assertNotEquals(machine.instanceId(), updated.instanceId());
        story.refused(
                412,
                "failed_precondition: machine getting replaced, refusing to start",
                transition -> LifecycleRules.start(transition, target(machine)));
        story.ends(machine, 0);
        story.passSeconds(10);
        SimMachine after = story.machine(machine);
        assertEquals(SimMachine.State.STARTED, after.state());
        assertEquals("b", after.config().image());
        assertEquals(Map.of(), after.config().env());
        assertEquals(2, after.versions().size());
    }

    @Test
    void skipLaunchKeepsAnUpdatedMachineStoppedWhereItIsObeyed() {
        for (String obeyed : List.of("obeyed", "ignored")) {
            story.set(Switches.DEFAULTS.with("skip-launch", obeyed));
            SimMachine machine = story.machine(PLAIN.formatted(",\"skip_launch\":true"));
            var _ =
                    story.change(transition ->
                            MachineRules.update(
                                    transition,
                                    target(machine),
                                    obj(PLAIN.formatted(",\"skip_launch\":true"))));
            story.passSeconds(10);
            assertEquals(
                    obeyed.equals("obeyed") ? SimMachine.State.STOPPED : SimMachine.State.STARTED,
                    story.machine(machine).state(),
                    obeyed);
        }
    }

    @Test
    void aMountCannotBeChangedByAnUpdate() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimVolume other = story.volume("{\"name\":\"data\"}");
        SimMachine machine = story.machine(mounting(volume));
        for (String body : List.of(mounting(other), PLAIN.formatted(""))) {
            story.refused(
                    400,
                    "invalid_argument: a machine's mount cannot be changed by an update: destroy it and create a new one",
                    transition -> MachineRules.update(transition, target(machine), obj(body)));
        }
    }

    @Test
    void metadataChangesRestartNothing() {
        SimMachine machine =
                story.machineWith(",\"metadata\":{\"fly_process_group\":\"app\",\"a\":\"1\"}");
        story.effects();
        story.act(transition ->
                MachineRules.setMetadata(
                        transition, target(machine), "fly_process_group", Optional.empty()));
        story.act(transition ->
                MachineRules.setMetadata(transition, target(machine), "b", Optional.of("2")));
        SimMachine after = story.machine(machine);
        assertEquals(Map.of("a", "1", "b", "2"), after.config().metadata());
        assertEquals(machine.instanceId(), after.instanceId());
        assertEquals(SimMachine.State.STARTED, after.state());
        assertEquals(List.of(), story.effects());
    }

    @Test
    void aListIsNarrowedByRegionAndMetadata() {
        SimMachine here = story.machineWith(",\"metadata\":{\"k\":\"v\"}");
        SimMachine there =
                story.machine(
                        "{\"region\":\"fra\",\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]},\"metadata\":{\"k\":\"v\"}}}");
        assertEquals(List.of(there), list(Optional.of("fra"), Map.of(), false));
        assertEquals(List.of(here, there), list(Optional.empty(), Map.of("k", "v"), false));
        assertEquals(List.of(), list(Optional.empty(), Map.of("k", "w"), false));
        story.act(transition -> LifecycleRules.destroy(transition, target(here), true));
        story.ends(here, 137);
        story.passSeconds(5);
        assertEquals(List.of(there), list(Optional.empty(), Map.of(), false));
        assertEquals(2, list(Optional.empty(), Map.of(), true).size());
    }

    private List<SimMachine> list(
            Optional<String> region, Map<String, String> metadata, boolean all) {
        return story.change(transition ->
                MachineRules.list(transition, APP, new MachineRules.Filter(region, metadata, all)));
    }

    @Test
    void aMachineFindsItsPlaceInItsEnvironment() {
        story.act(transition -> AppRules.setSecret(transition, APP, "KEY", "s3cret"));
        SimMachine machine =
                story.machineWith(",\"env\":{\"A\":\"1\"},\"guest\":{\"memory_mb\":512}");
        Effect.StartProcess start = story.effects(Effect.StartProcess.class).getFirst();
        Map<String, String> environment = start.environment();
        assertEquals("1 s3cret", environment.get("A") + " " + environment.get("KEY"));
        assertEquals(APP, environment.get("FLY_APP_NAME"));
        assertEquals(machine.id(), environment.get("FLY_MACHINE_ID"));
        assertEquals("ams", environment.get("FLY_REGION"));
        assertEquals("ams", environment.get("PRIMARY_REGION"));
        assertEquals(machine.birth().privateIp(), environment.get("FLY_PRIVATE_IP"));
        assertEquals("a", environment.get("FLY_IMAGE_REF"));
        assertEquals(machine.instanceId(), environment.get("FLY_MACHINE_VERSION"));
        assertEquals("app", environment.get("FLY_PROCESS_GROUP"));
        assertEquals("512", environment.get("FLY_VM_MEMORY_MB"));
        assertFalse(start.toString().contains("s3cret"));
        assertFalse(story.world().toString().contains("s3cret"));
    }

    @Test
    void eachMachineHasALoopbackAddressOfItsOwn() {
        SimMachine one = story.machineWith("");
        SimMachine two = story.machineWith("");
        assertTrue(one.birth().privateIp().startsWith("127."), one.birth().privateIp());
        assertNotEquals(one.birth().privateIp(), two.birth().privateIp());
    }

    @Test
    void aMachineWithAScheduleIsStartedAgainUntilThatIsTakenAway() {
        SimMachine machine = story.machineWith(",\"schedule\":\"hourly\"");
        story.ends(machine, 0);
        assertEquals(SimMachine.State.STOPPED, story.machine(machine).state());
        story.pass(Duration.ofMinutes(64));
        assertEquals(SimMachine.State.STARTED, story.machine(machine).state());
        story.ends(machine, 0);
        var _ =
                story.change(transition ->
                        MachineRules.update(
                                transition,
                                target(machine),
                                obj(PLAIN.formatted(",\"skip_launch\":true"))));
        story.pass(Duration.ofDays(1));
        assertEquals(SimMachine.State.STOPPED, story.machine(machine).state());
    }

    @Test
    void anImageThatNobodyKnowsSaysWhichOptionToGive() {
        SimMachine machine = story.machine("{\"config\":{\"image\":\"shop:1\"}}");
        assertEquals(SimMachine.State.FAILED, machine.state());
        assertEquals(
                Optional.of(
                        "the simulator does not know what shop:1 runs: set init.exec in the machine's config, or start the simulator with --run 'shop:1=COMMAND'"),
                machine.events().getFirst().message());
    }

    private static String containers(String... containers) {
        return "{\"config\":{\"containers\":[%s]}}".formatted(String.join(",", containers));
    }

    @Test
    void severalContainersRunInOneMachineEachWithItsOwnMountAndEnvironment() {
        SimVolume volume = story.volume("{\"name\":\"data\"}");
        SimMachine machine =
                story.machine(
                        """
                        {"config":{"env":{"A":"1"},"mounts":[{"volume":"%s","name":"data","path":"/data"}],
                        "containers":[{"name":"proxy","image":"p","exec":["p"],"env":{"B":"2"}},
                        {"name":"web","image":"w","entrypoint":["w"],"cmd":["x"],
                        "mounts":[{"name":"data","path":"/inside"}]}]}}
                        """
                                .formatted(volume.id()));
        assertEquals(SimMachine.State.STARTED, machine.state());
        Effect.StartProcess start = story.effects(Effect.StartProcess.class).getFirst();
        assertEquals(Optional.of(volume.id()), start.volume());
        assertEquals(List.of("p"), start.command());
        assertEquals("", start.mountPath());
        assertEquals("1", start.environment().get("A"));
        assertEquals("2", start.environment().get("B"));
        Effect.Container web = start.containers().getLast();
        assertEquals("web", web.name());
        assertEquals(List.of("w", "x"), web.command());
        assertEquals(Optional.of("/inside"), web.mountPath());
        assertFalse(web.environment().containsKey("B"));
    }

    @Test
    void containersThatCannotBeAreRefused() {
        Map<String, String> wrong =
                Map.of(
                        containers("{\"image\":\"a\"}"),
                        "every container needs a name of letters, digits, _ . and -",
                        containers("{\"name\":\"a\"}"),
                        "container a needs an image",
                        containers(
                                "{\"name\":\"a\",\"image\":\"i\"}",
                                "{\"name\":\"a\",\"image\":\"i\"}"),
                        "there are two containers named a",
                        containers(
                                "{\"name\":\"a\",\"image\":\"i\",\"mounts\":[{\"name\":\"d\",\"path\":\"/d\"}]}"),
                        "container a mounts 'd', which is not among the machine's mounts");
        wrong.forEach((body, error) ->
                story.refused(
                        400,
                        "invalid_argument: " + error,
                        transition -> MachineRules.create(transition, APP, "me", obj(body))));
    }

    @Test
    void aContainerOfWhichNobodySaysWhatItRunsFailsTheMachine() {
        SimMachine machine =
                story.machine(
                        containers(
                                "{\"name\":\"a\",\"image\":\"i\",\"exec\":[\"x\"]}",
                                "{\"name\":\"b\",\"image\":\"mystery\"}"));
        assertEquals(SimMachine.State.FAILED, machine.state());
        assertTrue(machine.events().getFirst().message().orElseThrow().contains("mystery"));
    }
}
