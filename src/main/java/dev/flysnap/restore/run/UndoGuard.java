package dev.flysnap.restore.run;

import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.restore.model.RestoreStep.BeginUndo.Reach;
import dev.flysnap.restore.topology.FencingProblems;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.restore.topology.SingleWriterGuard;
import dev.flysnap.runtime.RunContext;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks, before a run is undone, whether its old machine can and may serve again. */
final class UndoGuard {
    private final RestorePlan plan;
    private final RunContext context;

    UndoGuard(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if the run must not be undone
     */
    RestoreEffect.UndoBegun check(RestoreStep.BeginUndo begin) {
        Instant now = context.clock().instant();
        if (begin.old().isEmpty()) {
            return new RestoreEffect.UndoBegun(false, Set.of(), now);
        }
        MachineId id = begin.old().get();
        if (isAfterCommit(begin.reach())) {
            new RestoreHistory(context).requireNoUnfinishedCutover(plan.app(), plan.run());
        }
        SingleWriterGuard singleWriter = new SingleWriterGuard(plan, context);
        singleWriter.allow(begin.beside());
        SingleWriterGuard.Observation observed = singleWriter.observe(begin.old());
        Set<MachineId> beside = new LinkedHashSet<>(begin.beside());
        List<Machine> others = observed.others();
        // Restarting the old machine in place of the new one does not add a writer.
        if (isAfterCommit(begin.reach())
                && observed.areBesideNewMachine(
                        new RestoreHistory(context).successors(plan.app()))) {
            others.forEach(it -> beside.add(it.id()));
            others = List.of();
        }
        Optional<Machine> old = find(id);
        // With the old machine gone and the new one at rest, nothing more goes out of service.
        boolean stays =
                (old.isEmpty() && !observed.isNewMachineActive())
                        || oldMachineStays(id, begin.reach(), begin.asked(), old, others);
        return new RestoreEffect.UndoBegun(stays, beside, now);
    }

    /** Pure. */
    private boolean oldMachineStays(
            MachineId id, Reach reach, boolean asked, Optional<Machine> old, List<Machine> others) {
        if (!others.isEmpty()) {
            if (reach == Reach.SERVING) {
                throw FencingProblems.superseded(plan, others.getFirst()).exception();
            }
            if (!asked) {
                throw FencingProblems.anotherServes(plan, others.getFirst()).exception();
            }
            return true;
        }
        boolean unreachable = old.filter(it -> it.hostStatus() != HostStatus.OK).isPresent();
        if (!isAfterCommit(reach)) {
            return old.isEmpty() || (reach == Reach.UNFENCED && unreachable);
        }
        Machine existing =
                old.orElseThrow(() -> RestoreProblems.oldMachineGone(plan, id).exception());
        if (unreachable) {
            throw RestoreProblems.oldHostGone(plan, existing).exception();
        }
        return false;
    }

    private static boolean isAfterCommit(Reach reach) {
        return switch (reach) {
            case BEFORE_COMMIT, UNFENCED -> false;
            case COMMITTED, SERVING -> true;
        };
    }

    private Optional<Machine> find(MachineId machine) {
        return context.fly()
                .machines()
                .find(plan.app(), machine)
                .filter(it -> !it.state().isDead());
    }
}
