package dev.flysnap.restore.machine;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The snapshot that a move takes of its stopped machine, and the proof that nothing was written
 * after it.
 */
public final class MoveSnapshot {
    /** Any other event may have started the machine. */
    private static final Set<String> STOP_EVENTS = Set.of("exit", "stop");

    private final RestorePlan plan;
    private final RunContext context;

    public MoveSnapshot(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
    }

    public Machine requireStopped(Machine now) {
        if (!now.state().equals(MachineState.STOPPED)) {
            throw ReplacementProblems.notStopped(plan, now).exception();
        }
        return now;
    }

    /** Taken by a run of its own, so that after a crash that run is continued. */
    public RestoreEffect.SnapshotTaken take(RunId run, VolumeId volume) {
        Create create = new Create(context, Optional.empty());
        try {
            Optional<RunRecord> begun = context.journal().run(run);
            Receipt receipt =
                    begun.isPresent()
                            ? create.continueRun(begun.get())
                            : create.run(create.plan(run, request(volume)));
            return new RestoreEffect.SnapshotTaken(
                    receipt.snapshot(), receipt.times().createdAt(), receipt.grade().toString());
        } catch (FlysnapException e) {
            throw ReplacementProblems.noSnapshot(plan, e.problem()).exception(e);
        }
    }

    /** Only a new snapshot taken while the machine was stopped contains everything. */
    private CreateRequest request(VolumeId volume) {
        return new CreateRequest(
                plan.app(),
                Optional.of(volume),
                Optional.of(QuiescePolicy.OFF),
                HoldUntil.QUIESCED,
                Duration.ZERO,
                List.of(),
                Optional.of(Grade.STOPPED),
                plan.timeout());
    }

    /** Compares the events as well, since a start may keep the instance id. */
    public void requireStoppedSince(Machine then, Machine now) {
        List<Machine.Event> meanwhile =
                now.events().stream()
                        .filter(it -> !then.events().contains(it))
                        .filter(it -> !STOP_EVENTS.contains(it.type()))
                        .toList();
        if (!now.state().equals(then.state())
                || !now.instanceId().equals(then.instanceId())
                || !meanwhile.isEmpty()) {
            throw ReplacementProblems.restarted(plan, now).exception();
        }
    }
}
