package dev.flysnap.snapshot.create;

import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.proof.Checked;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Receipt;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateState;
import dev.flysnap.snapshot.plan.QuiescePolicy;

/** The result of a create whose steps are all done. */
final class CreateResult {
    private final RunContext context;
    private final CreatePlan plan;
    private final CreateState state;

    CreateResult(RunContext context, CreatePlan plan, CreateState state) {
        this.context = context;
        this.plan = plan.movedFrom().isPresent() ? planOfSnapshot(context, plan, state) : plan;
        this.state = state;
    }

    /** Of a volume that Fly has moved, the receipt names the one that lists the snapshot. */
    private static CreatePlan planOfSnapshot(
            RunContext context, CreatePlan plan, CreateState state) {
        boolean isListedNow =
                context.fly().snapshots().list(plan.app(), plan.volume().id()).stream()
                        .anyMatch(it -> it.id().equals(state.snapshot()));
        return isListedNow
                ? plan
                : context.journal().run(plan.run()).map(CreatePlan::of).orElse(plan);
    }

    /** The receipt, saved in the journal with all that a restore may need. */
    Receipt saveReceipt() {
        Receipt receipt = receipt();
        save(receipt);
        // What was found bad now says nothing of an earlier snapshot.
        receipt.checked()
                .filter(it ->
                        it.result() == CheckAnswer.Result.BAD
                                && state.result().coalesced().isEmpty())
                .ifPresent(it -> context.journal().saveCheck(bad(receipt.snapshot(), it)));
        return receipt;
    }

    private SnapshotCheck bad(SnapshotId snapshot, Checked checked) {
        return new SnapshotCheck(
                snapshot,
                plan.app(),
                plan.run(),
                checked.at(),
                checked.depth(),
                SnapshotCheck.Subject.LIVE,
                checked.databases().stream().map(CheckAnswer.DatabaseCheck::path).toList(),
                checked.problems(),
                false);
    }

    /** Where an earlier snapshot is accepted instead, what was proven for it then still holds. */
    private Receipt receipt() {
        Receipt own = ReceiptWriter.of(plan, state);
        return state.result()
                .coalesced()
                .flatMap(it -> context.journal().snapshot(it.id()))
                .map(it -> Receipt.read(it.receipt()).reusedFor(own))
                .orElse(own);
    }

    private void save(Receipt receipt) {
        context.journal()
                .saveSnapshot(
                        new SnapshotRecord(
                                receipt.snapshot(),
                                plan.app(),
                                plan.volume().id(),
                                plan.run(),
                                receipt.times().createdAt().orElseGet(context.clock()::instant),
                                receipt.json(),
                                state.before()
                                        .flatMap(CreateEffect.SeenBefore::machine)
                                        .map(it -> Records.write(Machine.class, it)),
                                Records.write(Volume.class, plan.volume())));
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if the snapshot is not as requested; it is kept
     */
    void requireAsRequested(Receipt receipt) {
        if (receipt.checked().filter(it -> it.result() == CheckAnswer.Result.BAD).isPresent()) {
            throw CreateProblems.dataBad(plan, receipt.snapshot(), receipt.checked().get())
                    .exception();
        }
        if (plan.retainDays().isPresent() && !receipt.retentionDays().equals(plan.retainDays())) {
            throw CreateProblems.retentionNotTaken(
                            plan,
                            receipt.snapshot(),
                            plan.retainDays().get(),
                            receipt.retentionDays())
                    .exception();
        }
        Grade wanted = plan.minGrade().orElseGet(this::promisedGrade);
        if (!receipt.grade().isAtLeast(wanted)) {
            throw CreateProblems.gradeNotMet(
                            plan,
                            receipt.snapshot(),
                            receipt.grade(),
                            wanted,
                            String.join(" ", receipt.limits()))
                    .exception();
        }
    }

    /**
     * The grade that the hook's level promises. A stopped machine needs no hook; if it was started
     * meanwhile, the promise is not met.
     */
    private Grade promisedGrade() {
        if (plan.policy() != QuiescePolicy.REQUIRED || plan.machine().isEmpty()) {
            return Grade.CRASH_CONSISTENT;
        }
        return Grade.promisedBy(state.quiesced().map(Quiesced::level).orElse(2));
    }
}
