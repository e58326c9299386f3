package dev.flysnap.snapshot.create;

import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Snapshot;
import dev.flysnap.proof.ConfigHash;
import dev.flysnap.proof.Coverage;
import dev.flysnap.proof.Evidence;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Graded;
import dev.flysnap.proof.Grading;
import dev.flysnap.proof.Labels;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Receipt;
import dev.flysnap.proof.Resumed;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the receipt of a create whose steps are all done; {@link Grading} decides the grade. Pure.
 */
final class ReceiptWriter {

    static Receipt of(CreatePlan plan, CreateState state) {
        Snapshot snapshot = state.result().created().orElseThrow().snapshot();
        Graded quiesced = Grading.of(evidence(state));
        Optional<Machine> machine = state.before().flatMap(CreateEffect.SeenBefore::machine);
        Optional<QuiesceAnswer> answer = state.quiesced().map(Quiesced::answer);
        Optional<Coverage> coverage =
                answer.flatMap(it ->
                        plan.inventory().map(seen -> Coverage.of(seen, it.databases(), quiesced)));
        Graded graded = coverage.map(it -> it.limit(quiesced)).orElse(quiesced);
        List<String> limits = new ArrayList<>(graded.limits());
        if (isDatedBeforeTheQuiesce(state)) {
            limits.add(
                    "Fly dates it before the end of the quiesce, and it was identified only as the new one; or this computer's clock is wrong (date -u).");
        }
        state.result()
                .notSeenAfter()
                .ifPresent(it -> limits.add("It could not be looked at afterwards: " + it.why()));
        if (state.recovered()) {
            limits.add("It was adopted: what had been proven was lost with the journal.");
        }
        NoQuiesceReason.of(plan).ifPresent(limits::add);
        state.hold().failed().ifPresent(it -> limits.add("The hook did not work: " + it.why()));
        return new Receipt(
                plan.run(),
                plan.app(),
                new Receipt.OfVolume(
                        plan.volume().id(),
                        plan.volume().name(),
                        plan.volume().sizeGb(),
                        plan.volume().region()),
                state.snapshot().orElseThrow(),
                state.result().found().orElseThrow().proof(),
                graded.grade(),
                limits,
                new Receipt.Times(
                        state.quiesced().map(Quiesced::answeredAt),
                        state.quiesced()
                                .filter(_ -> graded.grade().isAtLeast(Grade.SYNCED))
                                .map(Quiesced::sentAt),
                        requestedAt(state),
                        snapshot.createdAt()),
                snapshot.storedBytes(),
                snapshot.retentionDays(),
                heldMs(state),
                machine.map(Machine::id),
                machine.flatMap(Machine::imageRef),
                machine.flatMap(Machine::config).map(ConfigHash::of),
                answer.map(QuiesceAnswer::sqliteVersion),
                answer.flatMap(QuiesceAnswer::appSqliteVersion),
                answer.map(QuiesceAnswer::databases).orElse(List.of()),
                warnings(answer, coverage),
                Optional.of(plan.labels()).filter(it -> !it.isEmpty()).map(Labels::named),
                plan.imageTools(),
                state.checked(),
                coverage);
    }

    private static List<String> warnings(
            Optional<QuiesceAnswer> answer, Optional<Coverage> coverage) {
        List<String> warnings =
                new ArrayList<>(answer.flatMap(QuiesceAnswer::warnings).orElse(List.of()));
        coverage.ifPresent(it -> warnings.addAll(it.warnings()));
        return warnings;
    }

    private static Evidence evidence(CreateState state) {
        return new Evidence(
                // A machine that was seen after the request proves nothing about the time before.
                state.before()
                        .flatMap(CreateEffect.SeenBefore::machine)
                        .filter(_ -> !state.recovered()),
                state.result().after().flatMap(CreateEffect.SeenAfter::machine),
                state.quiesced(),
                state.hold().released().map(it -> new Evidence.Release(it.how(), it.askedAt())),
                requestedAt(state),
                state.result().created().map(CreateEffect.Created::at));
    }

    /**
     * After a crash the time is not known, but the journal's order is: it was after the hook's
     * answer. An earlier snapshot that is accepted instead was not requested by this run.
     */
    private static Optional<Instant> requestedAt(CreateState state) {
        if (state.result().coalesced().isPresent() || isDatedBeforeTheQuiesce(state)) {
            return Optional.empty();
        }
        return state.requested()
                .flatMap(CreateEffect.Requested::sentAt)
                .or(() -> state.quiesced().map(Quiesced::answeredAt))
                .or(() -> state.before().map(CreateEffect.SeenBefore::at));
    }

    /**
     * The snapshot that Fly's answer named is the run's, whatever the clocks say. One that was only
     * new must have been begun after the quiesce by Fly's date, which may be in whole seconds.
     */
    private static boolean isDatedBeforeTheQuiesce(CreateState state) {
        Optional<Instant> dated = state.result().created().flatMap(it -> it.snapshot().createdAt());
        Optional<Instant> quiesced = state.quiesced().map(Quiesced::answeredAt);
        boolean named =
                state.requested().flatMap(CreateEffect.Requested::hint).equals(state.snapshot());
        if (named || dated.isEmpty() || quiesced.isEmpty()) {
            return false;
        }
        Instant latest =
                dated.get().equals(dated.get().truncatedTo(ChronoUnit.SECONDS))
                        ? dated.get().plusSeconds(1)
                        : dated.get();
        return latest.isBefore(quiesced.get());
    }

    private static Optional<Long> heldMs(CreateState state) {
        return state.hold()
                .released()
                .map(released ->
                        switch (released.how()) {
                            case Resumed.Intact(long ms) -> ms;
                            case Resumed.Lapsed(long ms) -> ms;
                            case Resumed.Broken(long ms, String _) -> ms;
                            case Resumed.Unknown() -> 0L;
                        });
    }

    private ReceiptWriter() {}
}
