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

/** Looks, before a run is taken back, whether its old machine can and may work again. */
final class UndoGuard {
    private final RestorePlan plan;
    private final RunContext context;

    UndoGuard(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if nothing must be taken back
     */
    RestoreEffect.UndoBegun look(RestoreStep.BeginUndo begin) {
        Instant now = context.clock().instant();
        if (begin.old().isEmpty()) {
            return new RestoreEffect.UndoBegun(false, Set.of(), now);
        }
        MachineId id = begin.old().get();
        SingleWriterGuard singleWriter = new SingleWriterGuard(plan, context);
        singleWriter.allow(begin.beside());
        SingleWriterGuard.Seen seen = singleWriter.look(begin.old());
        Set<MachineId> beside = new LinkedHashSet<>(begin.beside());
        List<Machine> others = seen.others();
        // As many as before work when the old one has taken the new one's place again.
        if (isAfterCommit(begin.reach())
                && seen.areBesideOurs(new RestoreHistory(context).successors(plan.app()))) {
            others.forEach(it -> beside.add(it.id()));
            others = List.of();
        }
        boolean stays = decided(id, begin.reach(), begin.asked(), living(id), others);
        return new RestoreEffect.UndoBegun(stays, beside, now);
    }

    /** Pure. */
    private boolean decided(
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
        boolean cannotBeReached = old.filter(it -> it.hostStatus() != HostStatus.OK).isPresent();
        if (!isAfterCommit(reach)) {
            return old.isEmpty() || (reach == Reach.UNFENCED && cannotBeReached);
        }
        Machine back = old.orElseThrow(() -> UndoProblems.oldMachineGone(plan, id).exception());
        if (cannotBeReached) {
            throw UndoProblems.oldHostGone(plan, back).exception();
        }
        return false;
    }

    private static boolean isAfterCommit(Reach reach) {
        return switch (reach) {
            case BEFORE_COMMIT, UNFENCED -> false;
            case COMMITTED, SERVING -> true;
        };
    }

    private Optional<Machine> living(MachineId machine) {
        return context.fly()
                .machines()
                .find(plan.app(), machine)
                .filter(it -> !it.state().isDead());
    }
}
