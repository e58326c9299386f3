package dev.flysnap.restore;

import dev.flysnap.fly.UpdateMachine;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
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
    private final MachineWaits waits;

    OldMachine(RestorePlan plan, Workbench bench) {
        this.plan = plan;
        this.bench = bench;
        this.waits = new MachineWaits(plan.app(), bench, plan.timeout());
    }

    void cordon(MachineId machine) {
        bench.fly().machines().cordon(plan.app(), machine, Optional.empty());
    }

    /**
     * Looks afterwards whether they are gone: by one that is left the next deploy would revive the
     * machine.
     */
    void withdraw(MachineId machine) {
        for (String key : platformKeys(machine)) {
            bench.fly().machines().deleteMetadata(plan.app(), machine, key, Optional.empty());
        }
        List<String> left = platformKeys(machine);
        if (!left.isEmpty()) {
            throw RestoreProblems.metadataStays(plan.app(), machine, left).exception();
        }
    }

    private List<String> platformKeys(MachineId machine) {
        return bench.fly().machines().metadata(plan.app(), machine).keySet().stream()
                .filter(PlatformMetadata::isPlatforms)
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
                                () -> RestoreProblems.configMissing(plan.app(), now).exception());
        if (config.get("schedule").isPresent()) {
            bench.fly()
                    .machines()
                    .update(
                            plan.app(),
                            machine,
                            new UpdateMachine(config.without("schedule"), true, Optional.empty()));
        }
        waits.stop(machine);
    }

    void returnMetadata(MachineId machine, Map<String, String> metadata) {
        Map<String, String> now = bench.fly().machines().metadata(plan.app(), machine);
        metadata.forEach((key, value) -> {
            if (!value.equals(now.get(key))) {
                bench.fly()
                        .machines()
                        .setMetadata(plan.app(), machine, key, value, Optional.empty());
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
        Optional<Json> schedule = before.config().flatMap(it -> it.get("schedule"));
        if (schedule.isEmpty()) {
            return;
        }
        Machine now = bench.fly().machines().get(plan.app(), before.id());
        Json.Obj config =
                now.config()
                        .orElseThrow(
                                () -> RestoreProblems.configMissing(plan.app(), now).exception());
        if (!config.get("schedule").equals(schedule)) {
            Json.Obj scheduled = config.with("schedule", schedule.get());
            bench.fly()
                    .machines()
                    .update(
                            plan.app(),
                            before.id(),
                            new UpdateMachine(scheduled, true, Optional.empty()));
        }
    }
}
