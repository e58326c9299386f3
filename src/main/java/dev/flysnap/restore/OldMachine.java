package dev.flysnap.restore;

import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.snapshot.CreateMark;
import dev.flysnap.snapshot.RestoreMarks;
import dev.flysnap.snapshot.Workbench;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The machine that a cutover replaces: taken out of service so that nothing revives it, and put
 * back on the way back.
 */
final class OldMachine {
    private final RestorePlan plan;
    private final Workbench bench;
    private final MachineChanges changes;
    private final MachineWaits waits;

    OldMachine(RestorePlan plan, Workbench bench, MachineChanges changes, MachineWaits waits) {
        this.plan = plan;
        this.bench = bench;
        this.changes = changes;
        this.waits = waits;
    }

    Machine now(MachineId machine) {
        return bench.fly().machines().get(plan.app(), machine);
    }

    /**
     * The machine as the plan knew it: a deploy meanwhile would be taken back unseen. From the look
     * on nobody else changes it. A machine on its way to be started counts as one that runs.
     */
    Machine asPlanned(MachineId machine) {
        if (!plan.isUnfenced()) {
            changes.hold(machine);
        }
        Machine now = plan.isUnfenced() ? now(machine) : waits.settled(machine);
        Optional<Json.Obj> planned = plan.replaced().flatMap(Machine::config);
        if (planned.isPresent() && isOther(now, planned.get())) {
            throw CutoverProblems.deployedMeanwhile(plan, planned.get(), now).exception();
        }
        return now;
    }

    /** A create notes itself in the metadata meanwhile; that is no deploy. */
    static boolean isOther(Machine now, Json.Obj planned) {
        return now.config()
                .map(CreateMark::without)
                .filter(it -> !it.equals(CreateMark.without(planned)))
                .isPresent();
    }

    void cordon(MachineId machine) {
        changes.cordon(machine);
    }

    /**
     * Looks afterwards whether they are gone: by one that is left the next deploy would revive the
     * machine.
     */
    void withdraw(MachineId machine) {
        for (String key : platformKeys(machine)) {
            changes.deleteMetadata(machine, key);
        }
        List<String> left = platformKeys(machine);
        if (!left.isEmpty()) {
            throw MachineProblems.metadataStays(plan.app(), machine, left).exception();
        }
    }

    private List<String> platformKeys(MachineId machine) {
        return bench.fly().machines().metadata(plan.app(), machine).keySet().stream()
                .filter(RestoreMarks::isPlatformKey)
                .toList();
    }

    void stop(MachineId machine) {
        waits.stop(machine);
    }

    /**
     * A schedule would start it again. The update may launch it in spite of skip_launch, so it is
     * stopped once more.
     */
    void unschedule(MachineId machine) {
        Machine now = bench.fly().machines().get(plan.app(), machine);
        Json.Obj config =
                now.config()
                        .orElseThrow(
                                () -> MachineProblems.configMissing(plan.app(), now).exception());
        if (config.get("schedule").isPresent()) {
            changes.update(machine, config.without("schedule"));
        }
        waits.stop(machine);
    }

    void returnMetadata(MachineId machine, Map<String, String> metadata) {
        Map<String, String> now = bench.fly().machines().metadata(plan.app(), machine);
        metadata.forEach((key, value) -> {
            if (!value.equals(now.get(key))) {
                changes.setMetadata(machine, key, value);
            }
        });
    }

    /** Back to how it was when the cutover began: a machine that had not run stays as it is. */
    void startAgain(Machine before) {
        returnSchedule(before);
        if (before.state().equals(MachineState.STARTED)) {
            waits.start(before.id());
        }
    }

    private void returnSchedule(Machine before) {
        Optional<Json> schedule =
                before.config().orElse(plan.machine().appConfig()).get("schedule");
        if (schedule.isEmpty()) {
            return;
        }
        Machine now = bench.fly().machines().get(plan.app(), before.id());
        Json.Obj config =
                now.config()
                        .orElseThrow(
                                () -> MachineProblems.configMissing(plan.app(), now).exception());
        if (!config.get("schedule").equals(schedule)) {
            changes.update(before.id(), config.with("schedule", schedule.get()));
        }
    }
}
