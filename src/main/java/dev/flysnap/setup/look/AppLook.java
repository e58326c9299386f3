package dev.flysnap.setup.look;

import dev.flysnap.config.source.FlyAppConfig.Mount;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.hook.look.MachineLook;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.setup.shape.DeployedApp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks into an app's machines, if there are any yet. */
@FunctionalInterface
public interface AppLook {
    /** Nothing is looked at, as without a token. */
    AppLook NONE = _ -> List.of();

    /**
     * One machine a process group, of those that run and mount a volume; none if Fly tells none.
     */
    List<SeenMachine> into(AppName app);

    /**
     * @param container where the databases are, on machines of several
     */
    static AppLook over(FlyApi fly, Optional<ContainerName> container) {
        return app -> {
            try {
                Map<VolumeId, String> names =
                        fly.volumes().list(app).stream()
                                .collect(
                                        Collectors.toMap(
                                                it -> it.id(),
                                                it -> it.name().value(),
                                                (a, _) -> a));
                List<SeenMachine> seen = new ArrayList<>();
                Set<String> groups = new HashSet<>();
                for (Machine machine : fly.machines().list(app)) {
                    if (machine.state().equals(MachineState.STARTED)
                            && !machine.mountedVolumes().isEmpty()
                            && groups.add(DeployedApp.groupOf(machine))) {
                        new MachineLook(fly.machines())
                                .into(app, machine, container)
                                .ifPresent(it ->
                                        seen.add(
                                                new SeenMachine(
                                                        machine.id(), mounts(machine, names), it)));
                    }
                }
                return seen;
            } catch (FlysnapException unknown) {
                // The app may not be there yet, or Fly may not answer: then its files have to do.
                return List.of();
            }
        };
    }

    private static List<Mount> mounts(Machine machine, Map<VolumeId, String> names) {
        List<Mount> mounts = new ArrayList<>();
        for (Json.Obj mount : machine.config().map(it -> it.objects("mounts")).orElse(List.of())) {
            Optional<String> path = mount.text("path");
            Optional<String> name =
                    mount.text("volume")
                            .filter(it -> it.startsWith("vol_"))
                            .flatMap(it -> Optional.ofNullable(names.get(new VolumeId(it))));
            if (path.isPresent() && name.isPresent()) {
                mounts.add(
                        new Mount(
                                name.get(),
                                path.get().replaceFirst("/+$", ""),
                                List.of(DeployedApp.groupOf(machine))));
            }
        }
        return mounts;
    }
}
