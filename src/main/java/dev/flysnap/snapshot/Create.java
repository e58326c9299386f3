package dev.flysnap.snapshot;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.hook.Grade;
import dev.flysnap.hook.Receipt;
import dev.flysnap.journal.KnownSnapshot;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.saga.RunLog;
import dev.flysnap.saga.SagaRunner;
import java.util.Optional;

/** Takes a snapshot of one volume, and says what it is worth. */
public final class Create {
    /** The kind of its runs in the journal. */
    public static final String KIND = "create";

    private final Workbench bench;
    private final Optional<HookOf> hook;

    /**
     * @param hook who quiesces the databases, when one is configured
     */
    public Create(Workbench bench, Optional<HookOf> hook) {
        this.bench = bench;
        this.hook = hook;
    }

    /**
     * Looks at the world and decides how; changes nothing.
     *
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public CreatePlan plan(RunId run, CreateRequest request) {
        QuiescePolicy policy =
                request.quiesce()
                        .orElse(hook.isPresent() ? QuiescePolicy.REQUIRED : QuiescePolicy.OFF);
        if (policy == QuiescePolicy.REQUIRED && hook.isEmpty()) {
            throw SnapshotProblems.hookMissing(request.app()).exception();
        }
        bench.fly().apps().get(request.app());
        Volume volume = new MeantVolume(bench.fly()).of(request.app(), request.volume());
        Optional<Machine> machine =
                volume.attachedMachine().map(it -> bench.fly().machines().get(request.app(), it));
        boolean asksHook =
                policy != QuiescePolicy.OFF
                        && hook.isPresent()
                        && machine.map(Create::canAnswer).orElse(false);
        if (policy == QuiescePolicy.REQUIRED
                && !asksHook
                && !machine.map(Create::standsStill).orElse(true)) {
            throw SnapshotProblems.hookAsleep(machine.orElseThrow()).exception();
        }
        return new CreatePlan(
                run,
                request.app(),
                volume,
                machine,
                asksHook,
                policy,
                request.holdUntil(),
                request.holdMax(),
                request.databases(),
                request.minGrade(),
                request.labels(),
                request.retainDays(),
                request.timeout());
    }

    private static boolean canAnswer(Machine machine) {
        return !standsStill(machine) && !machine.state().equals(MachineState.SUSPENDED);
    }

    /**
     * Nobody writes there. A suspended machine does not count: what is in its memory is not on the
     * volume.
     */
    private static boolean standsStill(Machine machine) {
        return machine.state().equals(MachineState.STOPPED)
                || machine.state().equals(MachineState.CREATED);
    }

    /**
     * Takes the snapshot. However it ends, no writer is held any longer than the hook's lease.
     *
     * @throws FlysnapException if there is no new finished snapshot, or it is worth less than was
     *     asked for; the message then names the snapshot
     */
    public Receipt run(CreatePlan plan) {
        try (Lock _ = bench.journal().lock("volume " + plan.volume().id(), plan.run())) {
            bench.journal()
                    .start(plan.run(), KIND, plan.app(), Records.write(CreatePlan.class, plan));
            return work(plan);
        }
    }

    /** Goes on with a run that was interrupted: finds out what had happened, and does the rest. */
    public Receipt continueRun(RunRecord run) {
        CreatePlan plan = Records.read(CreatePlan.class, run.plan());
        try (Lock _ = bench.journal().lock("volume " + plan.volume().id(), plan.run())) {
            return work(plan);
        }
    }

    private Receipt work(CreatePlan plan) {
        RunLog<CreateStep, CreateEffect> log =
                new RunLog<>(
                        bench.journal(),
                        plan.run(),
                        CreateStep.class,
                        CreateEffect.class,
                        bench.cutPoint());
        SagaRunner<CreateStep, CreateEffect, CreateState> runner =
                new SagaRunner<>(
                        new CreateSaga(plan, bench, hook),
                        log,
                        step -> bench.progress().at(CreateWords.of(step)));
        CreateState state;
        try {
            state = runner.forward();
        } catch (FlysnapException e) {
            takeBack(plan, runner);
            Problem problem =
                    plan.owesRetention(runner.state())
                            ? SnapshotProblems.retentionLeft(
                                    e.problem(),
                                    plan,
                                    runner.state().retention().orElseThrow().before())
                            : e.problem();
            log.failed(problem);
            throw problem.equals(e.problem()) ? e : problem.exception(e);
        }
        Receipt receipt = ReceiptWriting.of(plan, state);
        keep(plan, state, receipt);
        log.ended("done");
        demand(plan, state, receipt);
        return receipt;
    }

    /**
     * The hook would let writers go by itself; sooner is better. What it says is not worth hiding
     * the cause for. A volume's retention that could not be put back is told with the cause.
     */
    private static void takeBack(
            CreatePlan plan, SagaRunner<CreateStep, CreateEffect, CreateState> runner) {
        if (!runner.state().isHeld() && !plan.owesRetention(runner.state())) {
            return;
        }
        try {
            CreateState _ = runner.back();
        } catch (FlysnapException alsoFailed) {
            // The lease runs out at the hook; the first problem is the one to tell.
        }
    }

    private void keep(CreatePlan plan, CreateState state, Receipt receipt) {
        bench.journal()
                .keep(
                        new KnownSnapshot(
                                receipt.snapshot(),
                                plan.app(),
                                plan.volume().id(),
                                plan.run(),
                                receipt.times().createdAt().orElseGet(bench.clock()::instant),
                                receipt.json(),
                                state.before()
                                        .flatMap(CreateEffect.Saw::machine)
                                        .map(it -> Records.write(Machine.class, it)),
                                Records.write(Volume.class, plan.volume())));
    }

    private static void demand(CreatePlan plan, CreateState state, Receipt receipt) {
        if (plan.retainDays().isPresent() && !receipt.retentionDays().equals(plan.retainDays())) {
            throw SnapshotProblems.notRetained(
                            receipt.snapshot(), plan.retainDays().get(), receipt.retentionDays())
                    .exception();
        }
        Grade wanted = plan.minGrade().orElseGet(() -> promised(plan, state));
        if (!receipt.grade().isAtLeast(wanted)) {
            throw SnapshotProblems.gradeNotMet(
                            receipt.snapshot(),
                            receipt.grade(),
                            wanted,
                            String.join(" ", receipt.limits()))
                    .exception();
        }
    }

    /**
     * What the hook's level promises: one that proves syncs has level 2, one that does not has
     * level 1. Where a machine stood still the hook was not needed; had it been woken meanwhile,
     * the promise would be broken.
     */
    private static Grade promised(CreatePlan plan, CreateState state) {
        if (plan.policy() != QuiescePolicy.REQUIRED || plan.machine().isEmpty()) {
            return Grade.CRASH_CONSISTENT;
        }
        boolean checkpointsOnly =
                state.quiesced()
                        .map(it ->
                                it.answer().databases().stream().noneMatch(DatabaseState::synced))
                        .orElse(false);
        return Grade.promisedBy(checkpointsOnly ? 1 : 2);
    }
}
