package dev.flysnap.hook.look;

import dev.flysnap.fly.Machines;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.problem.FlysnapException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks into a running machine by one exec; at most 100,000 files of a volume, and 15 s. */
public final class MachineLook {
    /** Above 30 s the platform answers 408 at random. */
    private static final Duration LIMIT = Duration.ofSeconds(28);

    private static final String SCRIPT = LookScripts.with("look.sh");

    private final Machines machines;

    public MachineLook(Machines machines) {
        this.machines = machines;
    }

    /**
     * Empty if nothing can be seen: the machine does not run, mounts no volume, is leased, has no
     * {@code sh}, or the token may not exec.
     *
     * @param container where the database is, on machines of several
     */
    public Optional<MachineContents> into(
            AppName app, Machine machine, Optional<ContainerName> container) {
        Optional<ContainerName> place = LookScripts.containerOf(machine, container);
        List<String> mounts = mounts(machine, place);
        if (mounts.isEmpty()
                || !machine.state().equals(MachineState.STARTED)
                || machine.hostStatus() != HostStatus.OK) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "look"));
        command.addAll(mounts);
        try {
            return LookAnswer.read(
                    machines.exec(new ExecTarget(app, machine.id(), place), command, "", LIMIT)
                            .stdout(),
                    mounts,
                    place.map(ContainerName::value));
        } catch (FlysnapException unknown) {
            // A look is help, and no condition: what needs exec says itself why it does not work.
            return Optional.empty();
        }
    }

    /** Each container may have the volume at a path of its own. */
    private static List<String> mounts(Machine machine, Optional<ContainerName> container) {
        List<String> ofContainer =
                machine.containers().stream()
                        .filter(it ->
                                container.filter(one -> one.value().equals(it.name())).isPresent())
                        .flatMap(it -> it.mountPaths().stream())
                        .toList();
        return Stream.concat(
                        ofContainer.stream(),
                        machine.config().stream()
                                .filter(_ -> ofContainer.isEmpty())
                                .flatMap(config -> config.objects("mounts").stream())
                                .flatMap((Json.Obj mount) -> mount.text("path").stream()))
                .map(it -> it.replaceFirst("/+$", ""))
                .filter(it -> it.startsWith("/"))
                .distinct()
                .toList();
    }
}
