package dev.flysnap.snapshot;

import dev.flysnap.fly.FlyException;
import dev.flysnap.fly.RequestedSnapshot;
import dev.flysnap.hook.Quiesced;
import dev.flysnap.hook.Quiescer;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.saga.Probe;
import dev.flysnap.saga.Saga;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The two functions of a create that touch the world. */
final class CreateSaga implements Saga<CreateStep, CreateEffect, CreateState> {
    private static final int CONFLICT = 409;

    private final CreatePlan plan;
    private final Workbench bench;
    private final Optional<HookOf> hook;
    private final SnapshotWatch watch;

    CreateSaga(CreatePlan plan, Workbench bench, Optional<HookOf> hook) {
        this.plan = plan;
        this.bench = bench;
        this.hook = hook;
        this.watch = new SnapshotWatch(bench, plan.app(), plan.volume().id(), plan.timeout());
    }

    @Override
    public CreateState start() {
        return CreateState.START;
    }

    @Override
    public CreateState after(CreateState state, CreateEffect effect) {
        return state.after(effect);
    }

    @Override
    public CreateState takenUp(CreateState state, int attempt) {
        return state.takenUp(attempt);
    }

    @Override
    public Optional<CreateStep> forward(CreateState state) {
        if (state.refusals() >= CreatePlan.MOST_REFUSALS) {
            throw SnapshotProblems.alwaysBusy(plan.volume().id()).exception();
        }
        return plan.forward(state);
    }

    @Override
    public Optional<CreateStep> back(CreateState state) {
        return plan.back(state);
    }

    @Override
    public CreateEffect apply(CreateStep step) {
        return switch (step) {
            case CreateStep.LookBefore() -> lookBefore();
            case CreateStep.Quiesce(String attempt) -> quiesce(attempt);
            case CreateStep.RequestSnapshot request -> request(request);
            case CreateStep.Release(String lease) -> release(lease);
            case CreateStep.FindNew(CreateEffect.Requested request) ->
                    watch.found(request, plan.acceptNewerThan());
            case CreateStep.Glance(CreateEffect.Requested request) -> watch.glance(request);
            case CreateStep.AwaitRunning(SnapshotId snapshot) -> {
                watch.awaitRunning(snapshot);
                yield new CreateEffect.Running();
            }
            case CreateStep.AwaitCreated(SnapshotId snapshot, CreateEffect.Requested request) ->
                    new CreateEffect.Created(
                            watch.awaitCreated(snapshot, request), bench.clock().instant());
            case CreateStep.LookAtRetention() -> lookAtRetention();
            case CreateStep.SetRetention(int days) -> {
                retention().set(days);
                yield new CreateEffect.RetentionSet();
            }
            case CreateStep.RestoreRetention(int before, int ours) -> {
                retention().putBack(before, ours);
                yield new CreateEffect.RetentionRestored();
            }
            case CreateStep.LookAfter() -> new CreateEffect.SawAfter(attachedMachine());
            case CreateStep.Mark mark -> mark(mark);
            case CreateStep.Unmark(MachineId machine) -> {
                CreateMark.remove(bench.fly(), plan.app(), machine, plan.run());
                yield new CreateEffect.Unmarked();
            }
        };
    }

    @Override
    public Probe<CreateEffect> probe(CreateStep step) {
        return switch (step) {
            case CreateStep.RequestSnapshot request ->
                    watch.probe(request.before(), Optional.empty(), plan.othersTakeSnapshots());
            // Looking changes nothing, and a quiesce or release of a process that is gone ends by
            // itself.
            case CreateStep.LookBefore _ -> new Probe.Absent<>();
            case CreateStep.Quiesce _ -> new Probe.Absent<>();
            case CreateStep.Release _ -> new Probe.Absent<>();
            case CreateStep.FindNew _ -> new Probe.Absent<>();
            case CreateStep.Glance _ -> new Probe.Absent<>();
            case CreateStep.AwaitRunning _ -> new Probe.Absent<>();
            case CreateStep.AwaitCreated _ -> new Probe.Absent<>();
            case CreateStep.LookAfter _ -> new Probe.Absent<>();
            case CreateStep.LookAtRetention _ -> new Probe.Absent<>();
            // Both are repeated without harm; and what was set is put back whether or not it was.
            case CreateStep.SetRetention _ -> new Probe.Absent<>();
            case CreateStep.RestoreRetention _ -> new Probe.Absent<>();
            case CreateStep.Mark _ -> new Probe.Absent<>();
            case CreateStep.Unmark _ -> new Probe.Absent<>();
        };
    }

    private CreateEffect lookBefore() {
        bench.turns().toAsk();
        Set<SnapshotId> ids = new LinkedHashSet<>();
        watch.settled().forEach(row -> row.id().ifPresent(ids::add));
        Optional<Machine> machine = attachedMachine();
        if (!machine.map(Machine::id).equals(plan.machine().map(Machine::id))) {
            throw SnapshotProblems.machineChanged(
                            plan.volume().id(),
                            plan.machine().map(Machine::id),
                            machine.map(Machine::id))
                    .exception();
        }
        return new CreateEffect.Saw(ids, machine, bench.clock().instant());
    }

    private CreateEffect quiesce(String attempt) {
        try (Quiescer quiescer = quiescer()) {
            Duration hold = plan.holdUntil() == HoldUntil.QUIESCED ? Duration.ZERO : plan.holdMax();
            Quiesced quiesced = quiescer.quiesce(attempt, hold, plan.databases());
            return new CreateEffect.HookAnswered(attempt, quiesced);
        } catch (FlysnapException e) {
            if (plan.policy() != QuiescePolicy.PREFER) {
                throw e;
            }
            bench.progress().at("going on without the hook: " + e.problem().what());
            return new CreateEffect.HookFailed(attempt, e.problem().what());
        }
    }

    private CreateEffect request(CreateStep.RequestSnapshot request) {
        Instant sentAt = bench.clock().instant();
        try {
            RequestedSnapshot asked = requested(request.volume());
            return new CreateEffect.Requested(
                    request.before(), asked.announced(), Optional.of(asked.sentAt()));
        } catch (FlyException e) {
            if (e.outcome() == FlyException.Outcome.NOT_DONE) {
                if (e.status().orElse(0) == CONFLICT) {
                    return new CreateEffect.Refused();
                }
                throw e;
            }
            // It may have happened: look, never ask twice blindly.
            return switch (watch.probe(
                    request.before(), Optional.of(sentAt), plan.othersTakeSnapshots())) {
                case Probe.Present<CreateEffect>(CreateEffect effect) -> effect;
                case Probe.Absent<CreateEffect>() ->
                        throw SnapshotProblems.answerLost(request.volume()).exception(e);
                case Probe.Unclear<CreateEffect>(String why, String _) ->
                        throw SnapshotProblems.unclear(request.volume(), why).exception(e);
            };
        }
    }

    private RequestedSnapshot requested(VolumeId volume) {
        try {
            return bench.fly().snapshots().request(plan.app(), volume);
        } finally {
            bench.turns().asked();
        }
    }

    private CreateEffect release(String lease) {
        Instant askedAt = bench.clock().instant();
        try (Quiescer quiescer = quiescer()) {
            return new CreateEffect.Released(quiescer.resume(lease), askedAt);
        }
    }

    private CreateEffect mark(CreateStep.Mark mark) {
        CreateMark note =
                new CreateMark(
                        plan.run(),
                        bench.clock().instant(),
                        mark.retentionBefore(),
                        plan.retainDays(),
                        mark.snapshot());
        return new CreateEffect.Marked(
                note.put(bench.fly(), plan.app(), mark.machine()), mark.snapshot());
    }

    private CreateEffect lookAtRetention() {
        int now = retention().days();
        int before =
                new RetentionDebts(bench.journal())
                        .before(
                                plan.run(),
                                plan.app(),
                                plan.volume().id(),
                                now,
                                plan.machine()
                                        .map(it -> bench.fly().machines().get(plan.app(), it.id())))
                        .orElse(now);
        return new CreateEffect.RetentionSeen(before, Optional.of(now));
    }

    private RetentionSetting retention() {
        return new RetentionSetting(bench.fly(), plan.app(), plan.volume().id());
    }

    private Optional<Machine> attachedMachine() {
        Volume now = bench.fly().volumes().get(plan.app(), plan.volume().id());
        return now.attachedMachine()
                .map(it -> bench.fly().machines().get(plan.app(), it))
                .map(CreateMark::without);
    }

    private Quiescer quiescer() {
        return hook.orElseThrow(() -> SnapshotProblems.hookMissing(plan.app()).exception())
                .reach(plan.app(), plan.machine().orElseThrow());
    }
}
