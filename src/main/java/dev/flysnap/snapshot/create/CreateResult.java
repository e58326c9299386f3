package dev.flysnap.snapshot.create;

import dev.flysnap.journal.KnownSnapshot;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Receipt;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateState;
import dev.flysnap.snapshot.plan.QuiescePolicy;

/** What came of a create whose every step is done. */
final class CreateResult {
    private final RunContext context;
    private final CreatePlan plan;
    private final CreateState state;

    CreateResult(RunContext context, CreatePlan plan, CreateState state) {
        this.context = context;
        this.plan = plan;
        this.state = state;
    }

    /** The receipt, which the journal has now, with all that a restore may need. */
    Receipt kept() {
        Receipt receipt = receipt();
        keep(receipt);
        return receipt;
    }

    /** Where an earlier snapshot stands in, what was proven of it when it was taken still holds. */
    private Receipt receipt() {
        Receipt own = ReceiptWriter.of(plan, state);
        return state.result()
                .coalesced()
                .flatMap(it -> context.journal().snapshot(it.id()))
                .map(it -> Receipt.read(it.receipt()).standingIn(own))
                .orElse(own);
    }

    private void keep(Receipt receipt) {
        context.journal()
                .saveSnapshot(
                        new KnownSnapshot(
                                receipt.snapshot(),
                                plan.app(),
                                plan.volume().id(),
                                plan.run(),
                                receipt.times().createdAt().orElseGet(context.clock()::instant),
                                receipt.json(),
                                state.before()
                                        .flatMap(CreateEffect.Saw::machine)
                                        .map(it -> Records.write(Machine.class, it)),
                                Records.write(Volume.class, plan.volume())));
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if the snapshot is less than was asked for; it
     *     is kept
     */
    void demand(Receipt receipt) {
        if (plan.retainDays().isPresent() && !receipt.retentionDays().equals(plan.retainDays())) {
            throw CreateProblems.retentionNotTaken(
                            receipt.snapshot(), plan.retainDays().get(), receipt.retentionDays())
                    .exception();
        }
        Grade wanted = plan.minGrade().orElseGet(this::promised);
        if (!receipt.grade().isAtLeast(wanted)) {
            throw CreateProblems.gradeNotMet(
                            receipt.snapshot(),
                            receipt.grade(),
                            wanted,
                            String.join(" ", receipt.limits()))
                    .exception();
        }
    }

    /**
     * What the hook's level promises. Where a machine stood still the hook was not needed; had it
     * been woken meanwhile, the promise would be broken.
     */
    private Grade promised() {
        if (plan.policy() != QuiescePolicy.REQUIRED || plan.machine().isEmpty()) {
            return Grade.CRASH_CONSISTENT;
        }
        return Grade.promisedBy(state.quiesced().map(Quiesced::level).orElse(2));
    }
}
