package dev.flysnap.schedule;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.resource.UpdateMachine;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.ShortList;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schedules of flysnap's app. */
public final class Schedules {
    private static final int STATE_GB = 1;
    private static final Duration MAX_DELETE = Duration.ofSeconds(60);
    private static final String TOKEN = "FLY_API_TOKEN";

    private final FlyApi fly;
    private final InstantSource clock;

    public Schedules(FlyApi fly, InstantSource clock) {
        this.fly = fly;
        this.clock = clock;
    }

    /** What an installation did. */
    public enum Change {
        CREATED,
        CHANGED,
        /** It was there as wanted. */
        NONE
    }

    /** A schedule that is there now. */
    public record Installed(Change change, InstalledSchedule schedule) {}

    /** In the order of Fly's list. */
    public List<InstalledSchedule> list(AppName inApp) {
        return fly.machines().list(inApp).stream()
                .filter(it -> !it.state().isDead())
                .flatMap(it -> InstalledSchedule.on(it).stream())
                .toList();
    }

    /**
     * Makes the schedule what it is to be; calling it again changes nothing more.
     *
     * @param near the app whose region is taken where none is named
     */
    public Installed install(ScheduleRequest request, Optional<AppName> near) {
        AppName inApp = request.inApp();
        requireSecrets(request);
        List<Machine> machines =
                fly.machines().list(inApp).stream().filter(it -> !it.state().isDead()).toList();
        Optional<InstalledSchedule> there = one(inApp, request.name());
        if (there.isPresent()) {
            requireAtRest(inApp, there.get());
            requireRegion(request, there.get());
            if (there.get().volume().isPresent() == request.hasVolume()) {
                return change(request, there.get());
            }
            // A machine's mounts cannot be changed.
            delete(inApp, there.get());
        }
        Region region =
                request.region()
                        .or(() -> there.map(it -> it.machine().region()))
                        .or(() -> near.flatMap(this::regionOf))
                        .orElseThrow(() -> ScheduleProblems.noRegion().exception());
        String image =
                request.image()
                        .or(() -> there.flatMap(it -> imageOf(it.machine())))
                        .or(() -> machines.stream().flatMap(it -> imageOf(it).stream()).findFirst())
                        .orElseThrow(() -> ScheduleProblems.noImage(inApp).exception());
        Optional<VolumeId> volume =
                request.hasVolume() ? Optional.of(volume(request, region)) : Optional.empty();
        Machine made =
                fly.machines()
                        .create(
                                inApp,
                                new CreateMachine(
                                        request.name().machineName(),
                                        region,
                                        ScheduleMachine.config(
                                                Json.Obj.empty(), request, image, volume),
                                        false,
                                        true));
        return new Installed(Change.CREATED, InstalledSchedule.on(made).orElseThrow());
    }

    private Installed change(ScheduleRequest request, InstalledSchedule there) {
        Json.Obj now = there.machine().config().orElse(Json.Obj.empty());
        String image =
                request.image()
                        .or(() -> imageOf(there.machine()))
                        .orElseThrow(() -> ScheduleProblems.noImage(request.inApp()).exception());
        Json.Obj wanted = ScheduleMachine.config(now, request, image, there.volume());
        if (wanted.equals(now)) {
            return new Installed(Change.NONE, there);
        }
        Machine changed =
                fly.machines()
                        .update(
                                request.inApp(),
                                there.machine().id(),
                                new UpdateMachine(wanted, true, Optional.empty()));
        return new Installed(Change.CHANGED, InstalledSchedule.on(changed).orElseThrow());
    }

    /**
     * Deletes the machines of a schedule.
     *
     * @param withState also the volume with its journal
     * @return a volume that was kept
     */
    public List<VolumeId> remove(AppName inApp, ScheduleName name, boolean withState) {
        List<InstalledSchedule> there = named(inApp, name);
        List<Volume> volumes =
                volumes(inApp).stream()
                        .filter(it -> it.name().value().equals(name.volumeName()))
                        .toList();
        if (there.isEmpty() && (volumes.isEmpty() || !withState)) {
            throw ScheduleProblems.unknown(inApp, name).exception();
        }
        there.forEach(it -> requireAtRest(inApp, it));
        there.forEach(it -> delete(inApp, it));
        if (withState) {
            volumes.forEach(it -> fly.volumes().delete(inApp, it.id()));
        }
        return withState ? List.of() : volumes.stream().map(Volume::id).toList();
    }

    /** Starts it at once, also where its last run was not long ago. */
    public InstalledSchedule runNow(AppName inApp, ScheduleName name) {
        InstalledSchedule there =
                one(inApp, name)
                        .orElseThrow(() -> ScheduleProblems.unknown(inApp, name).exception());
        requireAtRest(inApp, there);
        Machine started =
                fly.machines()
                        .update(
                                inApp,
                                there.machine().id(),
                                new UpdateMachine(
                                        ScheduleMachine.running(
                                                there.machine().config().orElseThrow(),
                                                new RunNow(clock.instant())),
                                        false,
                                        Optional.empty()));
        return InstalledSchedule.on(started).orElseThrow();
    }

    private List<InstalledSchedule> named(AppName inApp, ScheduleName name) {
        return list(inApp).stream().filter(it -> it.name().equals(name)).toList();
    }

    private Optional<InstalledSchedule> one(AppName inApp, ScheduleName name) {
        List<InstalledSchedule> there = named(inApp, name);
        if (there.size() > 1) {
            throw ScheduleProblems.severalMachines(
                            inApp,
                            name,
                            ShortList.text(
                                    there.stream().map(it -> it.machine().id().value()).toList()))
                    .exception();
        }
        return there.stream().findFirst();
    }

    /** Until its name and its volume are free. */
    private void delete(AppName inApp, InstalledSchedule schedule) {
        MachineId machine = schedule.machine().id();
        fly.machines().delete(inApp, machine, false, Optional.empty());
        boolean _ =
                fly.machines()
                        .waitFor(
                                inApp,
                                machine,
                                MachineState.DESTROYED,
                                schedule.machine().instanceId(),
                                MAX_DELETE);
    }

    private static void requireAtRest(AppName inApp, InstalledSchedule there) {
        if (!there.machine().state().isAtRest()) {
            throw ScheduleProblems.running(inApp, there).exception();
        }
    }

    private static void requireRegion(ScheduleRequest request, InstalledSchedule there) {
        request.region()
                .filter(it -> !it.equals(there.machine().region()))
                .ifPresent(it -> {
                    throw ScheduleProblems.otherRegion(request.inApp(), there, it).exception();
                });
    }

    private void requireSecrets(ScheduleRequest request) {
        Optional<List<String>> secrets = secrets(request.inApp());
        if (secrets.isEmpty()) {
            return;
        }
        if (!secrets.get().contains(TOKEN)) {
            throw ScheduleProblems.noSecret(
                            request.inApp(), TOKEN, "The scheduled machine asks Fly with it.")
                    .exception();
        }
        for (Map.Entry<String, String> file : request.files().entrySet()) {
            if (!secrets.get().contains(file.getValue())) {
                throw ScheduleProblems.noSecret(
                                request.inApp(),
                                file.getValue(),
                                "It becomes the file %s, and is given in Base64."
                                        .formatted(file.getKey()))
                        .exception();
            }
        }
    }

    /** Empty for a token that may not read the names of secrets. */
    private Optional<List<String>> secrets(AppName inApp) {
        try {
            return Optional.of(fly.apps().secrets(inApp));
        } catch (FlyException e) {
            if (e.problem().exit() == ExitCode.NOT_AUTHORISED || e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Of the app's machines; empty where the token cannot look there. */
    private Optional<Region> regionOf(AppName app) {
        try {
            return fly.machines().list(app).stream()
                    .filter(it -> !it.state().isDead())
                    .map(Machine::region)
                    .findFirst();
        } catch (FlyException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> imageOf(Machine machine) {
        return machine.config().flatMap(it -> it.text("image"));
    }

    private List<Volume> volumes(AppName inApp) {
        return fly.volumes().list(inApp).stream().filter(it -> !it.state().isDead()).toList();
    }

    private VolumeId volume(ScheduleRequest request, Region region) {
        return volumes(request.inApp()).stream()
                .filter(it -> it.name().value().equals(request.name().volumeName()))
                .filter(it -> it.region().equals(region) && it.attachedMachine().isEmpty())
                .map(Volume::id)
                .findFirst()
                .orElseGet(() ->
                        fly.volumes()
                                .create(
                                        request.inApp(),
                                        CreateVolume.withDefaults(
                                                new VolumeName(request.name().volumeName()),
                                                region,
                                                STATE_GB,
                                                Optional.empty()))
                                .id());
    }
}
