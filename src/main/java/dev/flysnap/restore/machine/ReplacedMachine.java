package dev.flysnap.restore.machine;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.tags.CreateTag;
import dev.flysnap.tags.MachineConfigs;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The machine that a cutover replaces: taken out of service so that nothing restarts it, and put
 * back into service by an undo.
 */
public final class ReplacedMachine {
    private final RestorePlan plan;
    private final RunContext context;
    private final LeasedMachines leased;
    private final MachineTransitions transitions;

    public ReplacedMachine(
            RestorePlan plan,
            RunContext context,
            LeasedMachines leased,
            MachineTransitions transitions) {
        this.plan = plan;
        this.context = context;
        this.leased = leased;
        this.transitions = transitions;
    }

    public Machine fetch(MachineId machine) {
        return context.fly().machines().get(plan.app(), machine);
    }

    /** What it mounts, if it still exists: Fly may have moved its volume to another host. */
    public Optional<VolumeId> volumeNow(MachineId machine) {
        return context.fly()
                .machines()
                .find(plan.app(), machine)
                .filter(it -> !it.state().isDead())
                .flatMap(it -> it.mountedVolumes().stream().findFirst());
    }

    /**
     * Checks that no deploy changed the machine since the plan, and leases it. A machine that is
     * about to start counts as running.
     */
    public Machine requireAsPlanned(MachineId machine) {
        if (!plan.isUnfenced()) {
            leased.hold(machine);
        }
        Machine now = plan.isUnfenced() ? fetch(machine) : transitions.awaitSettled(machine);
        Optional<Json.Obj> planned = plan.replaced().flatMap(Machine::config);
        if (planned.isPresent() && isConfigChanged(now, planned.get())) {
            throw CutoverProblems.deployedMeanwhile(plan, planned.get(), now).exception();
        }
        return now;
    }

    /**
     * A concurrent create writes its tag into the metadata, and Fly changes the volume of a mount
     * when it moves it to another host; those are no deploys.
     */
    public static boolean isConfigChanged(Machine now, Json.Obj planned) {
        Json.Obj expected =
                now.mountedVolumes().stream()
                        .findFirst()
                        .map(it -> MachineConfigs.mounting(planned, it))
                        .orElse(planned);
        return now.config()
                .map(CreateTag::without)
                .filter(it -> !it.equals(CreateTag.without(expected)))
                .isPresent();
    }

    public void cordon(MachineId machine) {
        leased.cordon(machine);
    }

    /**
     * Deletes the platform's metadata and checks that it is gone: a single key left would let the
     * next deploy restart the machine.
     */
    public void withdraw(MachineId machine) {
        Optional<FlyException> lost = Optional.empty();
        for (String key : platformKeys(machine)) {
            try {
                leased.deleteMetadata(machine, key);
            } catch (FlyException e) {
                if (!e.isTransient()) {
                    throw e;
                }
                // Whether it is deleted is looked at below.
                lost = Optional.of(e);
            }
        }
        List<String> left = platformKeys(machine);
        if (!left.isEmpty()) {
            throw lost.<FlysnapException>map(it -> it)
                    .orElseGet(() ->
                            MachineProblems.metadataNotDeleted(plan.app(), machine, left)
                                    .exception());
        }
    }

    private List<String> platformKeys(MachineId machine) {
        return context.fly().machines().metadata(plan.app(), machine).keySet().stream()
                .filter(TagKeys::isPlatformKey)
                .toList();
    }

    public void stop(MachineId machine) {
        transitions.stop(machine);
    }

    /**
     * A schedule would start the machine again. The update may launch it in spite of skip_launch,
     * so it is stopped once more.
     */
    public void unschedule(MachineId machine) {
        Json.Obj config = config(machine);
        if (config.get("schedule").isPresent()) {
            leased.update(machine, config.without("schedule"));
        }
        transitions.stop(machine);
    }

    public void returnMetadata(MachineId machine, Map<String, String> metadata) {
        Map<String, String> now = context.fly().machines().metadata(plan.app(), machine);
        metadata.forEach((key, value) -> {
            if (!value.equals(now.get(key))) {
                leased.setMetadata(machine, key, value);
            }
        });
    }

    /**
     * Restores the state at the beginning of the cutover: a machine that was not running stays
     * stopped.
     */
    public void restart(Machine before) {
        returnSchedule(before);
        if (before.state().equals(MachineState.STARTED)) {
            transitions.start(before.id());
        }
    }

    private void returnSchedule(Machine before) {
        Optional<Json> schedule =
                before.config().orElse(plan.machine().appConfig()).get("schedule");
        if (schedule.isEmpty()) {
            return;
        }
        Json.Obj config = config(before.id());
        if (!config.get("schedule").equals(schedule)) {
            leased.update(before.id(), config.with("schedule", schedule.get()));
        }
    }

    private Json.Obj config(MachineId machine) {
        Machine now = fetch(machine);
        return now.config()
                .orElseThrow(() -> MachineProblems.configMissing(plan.app(), now).exception());
    }
}
