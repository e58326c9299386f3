package dev.flysnap.story;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.runtime.RequestSlots;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.machine.LifecycleRules;
import dev.flysnap.sim.machine.MachineTarget;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.snapshot.fleet.Fleet;
import dev.flysnap.snapshot.fleet.FleetPlan;
import dev.flysnap.snapshot.fleet.FleetPlanner;
import dev.flysnap.snapshot.fleet.FleetReport;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.snapshot.volumes.VolumeSelection;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several apps with several volumes on a Fly of our own, on a virtual clock. */
final class Harbour implements AutoCloseable {
    private final Simulator sim;
    private final PowerCut cut = new PowerCut();
    private final FlyApi fly;
    private final Journal journal;
    private final Map<AppName, List<VolumeId>> volumes = new LinkedHashMap<>();
    private final Map<VolumeId, MachineId> machines = new LinkedHashMap<>();
    private int runs;

    /**
     * @param apps each with how many volumes, each of them attached to a machine that runs
     */
    Harbour(Path stateDirectory, Map<String, Integer> apps) {
        this(stateDirectory, apps, Delays.Speed.FAST);
    }

    /**
     * @param speed how long snapshots take: in real seconds nothing, but looks at them
     */
    Harbour(Path stateDirectory, Map<String, Integer> apps, Delays.Speed speed) {
        SimSettings settings = SimSettings.scripted().withSpeed(speed);
        for (String app : apps.keySet()) {
            settings = settings.withApp(app);
        }
        sim = Simulator.start(settings.withImage(Shop.IMAGE, List.of("app")));
        fly = connect(new Interruption());
        journal =
                Journal.open(stateDirectory, ApiIdentity.of(URI.create(sim.baseUrl())), sim.clock())
                        .withOrganizations(fly.apps()::organization);
        apps.forEach((name, count) -> settle(new AppName(name), count));
    }

    private FlyApi connect(Interruption interruption) {
        return FlyApi.of(
                FlySettings.of(
                        URI.create(sim.baseUrl()), FlyToken.parse(sim.token()), "flysnap/test"),
                new VirtualPacer(sim, cut),
                interruption.cutting(sim.sleeper()),
                sim.clock(),
                interruption);
    }

    /** Of a process that may be asked to stop. */
    Fleet fleetStoppedBy(Interruption interruption, QuiescerFactory hook) {
        return new Fleet(
                new RunContext(
                        connect(interruption),
                        journal,
                        interruption.cutting(sim.sleeper()),
                        sim.clock(),
                        _ -> {},
                        interruption,
                        cut,
                        RequestSlots.ALONE),
                (_, _) -> Optional.of(hook));
    }

    private void settle(AppName app, int count) {
        volumes.put(app, new ArrayList<>());
        for (int i = 0; i < count; i++) {
            VolumeId volume = addVolume(app);
            MachineId machine =
                    fly.machines()
                            .create(
                                    app,
                                    new CreateMachine(
                                            app + "-" + i,
                                            Shop.AMS,
                                            Shop.config(volume),
                                            false,
                                            false))
                            .id();
            boolean _ =
                    fly.machines()
                            .waitFor(
                                    app,
                                    machine,
                                    MachineState.STARTED,
                                    Optional.empty(),
                                    Duration.ofSeconds(60));
            machines.put(volume, machine);
        }
    }

    /** One that no machine has. */
    VolumeId addVolume(AppName app) {
        VolumeId volume =
                fly.volumes()
                        .create(
                                app,
                                new CreateVolume(
                                        new VolumeName("data"),
                                        Shop.AMS,
                                        1,
                                        true,
                                        Optional.empty(),
                                        Optional.of(14),
                                        Optional.of(false),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false))
                        .id();
        sim.sleeper().sleep(Duration.ofSeconds(30));
        volumes.computeIfAbsent(app, _ -> new ArrayList<>()).add(volume);
        return volume;
    }

    Simulator sim() {
        return sim;
    }

    PowerCut cut() {
        return cut;
    }

    FlyApi fly() {
        return fly;
    }

    Journal journal() {
        return journal;
    }

    List<VolumeId> volumes(AppName app) {
        return volumes.getOrDefault(app, List.of());
    }

    MachineId machine(VolumeId volume) {
        return Optional.ofNullable(machines.get(volume)).orElseThrow();
    }

    /** The machine of that volume, as the proxy does it when nobody calls. */
    void suspend(AppName app, VolumeId volume) {
        boolean _ =
                sim.change(turn -> {
                    LifecycleRules.suspend(
                            turn,
                            new MachineTarget(
                                    app.value(), machine(volume).value(), Optional.empty()));
                    return true;
                });
        sim.sleeper().sleep(Duration.ofSeconds(30));
    }

    RunId nextRun() {
        runs++;
        return new RunId("run_" + "%010d".formatted(runs));
    }

    Fleet fleet() {
        return fleet(sim.sleeper());
    }

    Fleet fleet(Sleeper sleeper) {
        return new Fleet(context(sleeper), (_, _) -> Optional.of(new StandInHook(sim.clock())));
    }

    RunContext bench() {
        return context(sim.sleeper());
    }

    private RunContext context(Sleeper sleeper) {
        return new RunContext(fly, journal, sleeper, sim.clock(), _ -> {}, cut);
    }

    /** Every attached volume of the apps. */
    FleetPlan planAll(int parallel, AppName... apps) {
        return new FleetPlanner(bench(), this::nextRun)
                .plan(
                        nextRun(),
                        List.of(apps).stream()
                                .map(app ->
                                        new FleetPlanner.AppRequest(
                                                app,
                                                new VolumeSelection.AllAttached(),
                                                volume -> request(app, volume.id())))
                                .toList(),
                        parallel);
    }

    FleetReport createAll(int parallel, AppName... apps) {
        return fleet().run(planAll(parallel, apps), _ -> {});
    }

    static CreateRequest request(AppName app, VolumeId volume) {
        return new CreateRequest(
                app,
                Optional.of(volume),
                Optional.empty(),
                HoldUntil.QUIESCED,
                Duration.ofMillis(1500),
                List.of(),
                Optional.empty(),
                Duration.ofMinutes(10));
    }

    /** The finished snapshots of a volume. */
    List<SnapshotId> finished(AppName app, VolumeId volume) {
        return fly.snapshots().list(app, volume).stream()
                .filter(it -> it.status().isFinished())
                .map(Snapshot::id)
                .map(Optional::orElseThrow)
                .toList();
    }

    @Override
    public void close() {
        fly.close();
        journal.close();
        sim.close();
    }
}
