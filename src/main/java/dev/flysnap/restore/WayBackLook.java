package dev.flysnap.restore;

import dev.flysnap.fly.FlyException;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.restore.RestoreStep.BeginUndo.Reach;
import dev.flysnap.snapshot.Workbench;
import java.util.List;
import java.util.Optional;

/** Looks, before a run is taken back, whether its old machine can and may work again. */
final class WayBackLook {
    private final RestorePlan plan;
    private final Workbench bench;

    WayBackLook(RestorePlan plan, Workbench bench) {
        this.plan = plan;
        this.bench = bench;
    }

    /**
     * @return whether the old machine is left as it is
     * @throws dev.flysnap.problem.FlysnapException if nothing must be taken back
     */
    boolean oldStays(RestoreStep.BeginUndo begin, WayBack way) {
        if (begin.old().isEmpty()) {
            return false;
        }
        MachineId id = begin.old().get();
        return decided(
                id,
                begin.reach(),
                way == WayBack.REVERT,
                living(id),
                new SoleWriter(plan, bench).others(Optional.of(id)));
    }

    /** Pure. */
    private boolean decided(
            MachineId id, Reach reach, boolean asked, Optional<Machine> old, List<Machine> others) {
        if (!others.isEmpty()) {
            if (reach == Reach.SERVING) {
                throw WriterProblems.superseded(plan, others.getFirst()).exception();
            }
            if (!asked) {
                throw WriterProblems.anotherServes(plan, others.getFirst()).exception();
            }
            return true;
        }
        if (reach == Reach.BEFORE_COMMIT) {
            return old.isEmpty();
        }
        Machine back = old.orElseThrow(() -> WayBackProblems.oldMachineGone(plan, id).exception());
        if (back.hostStatus() != HostStatus.OK) {
            throw WayBackProblems.oldHostGone(plan, back).exception();
        }
        return false;
    }

    private Optional<Machine> living(MachineId machine) {
        try {
            return Optional.of(bench.fly().machines().get(plan.app(), machine))
                    .filter(it -> !it.state().isDead());
        } catch (FlyException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
