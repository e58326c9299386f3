package dev.flysnap.snapshot;

import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.hook.Evidence;
import dev.flysnap.hook.Grade;
import dev.flysnap.hook.Graded;
import dev.flysnap.hook.Grading;
import dev.flysnap.hook.Quiesced;
import dev.flysnap.hook.Quiescer.Resumed;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Snapshot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Writes the receipt of a create whose every step is done. Pure. */
final class ReceiptWriting {

    static Receipt of(CreatePlan plan, CreateState state) {
        Snapshot snapshot = state.created().orElseThrow().snapshot();
        Graded graded = Grading.of(evidence(state));
        Optional<Machine> machine = state.before().flatMap(CreateEffect.Saw::machine);
        Optional<QuiesceAnswer> answer = state.quiesced().map(Quiesced::answer);
        List<String> limits = new ArrayList<>(graded.limits());
        state.hookFailed().ifPresent(it -> limits.add("The hook did not work: " + it.why()));
        return new Receipt(
                plan.run(),
                plan.app(),
                state.snapshot().orElseThrow(),
                graded.grade().label(),
                limits,
                state.found().orElseThrow().proof(),
                plan.volume().id(),
                plan.volume().name(),
                plan.volume().sizeGb(),
                plan.volume().region(),
                state.quiesced().map(Quiesced::answeredAt),
                state.quiesced()
                        .filter(_ -> graded.grade().isAtLeast(Grade.SYNCED))
                        .map(Quiesced::sentAt),
                requestedAt(state),
                snapshot.createdAt(),
                snapshot.storedBytes(),
                snapshot.retentionDays(),
                heldMs(state),
                answer.map(QuiesceAnswer::databases).orElse(List.of()),
                answer.flatMap(QuiesceAnswer::warnings).orElse(List.of()),
                machine.map(Machine::id),
                machine.map(it -> it.state().value()),
                machine.flatMap(Machine::imageRef),
                machine.flatMap(Machine::config).map(ReceiptWriting::sha256));
    }

    private static Evidence evidence(CreateState state) {
        return new Evidence(
                state.before().flatMap(CreateEffect.Saw::machine),
                state.after().flatMap(CreateEffect.SawAfter::machine),
                state.quiesced(),
                state.released().map(it -> new Evidence.Release(it.how(), it.askedAt())),
                requestedAt(state),
                state.created().map(CreateEffect.Created::at));
    }

    /**
     * After a crash the time is not known, but the journal's order is: it was after the hook's
     * answer.
     */
    private static Optional<Instant> requestedAt(CreateState state) {
        return state.requested()
                .flatMap(CreateEffect.Requested::sentAt)
                .or(() -> state.quiesced().map(Quiesced::answeredAt))
                .or(() -> state.before().map(CreateEffect.Saw::at));
    }

    private static Optional<Long> heldMs(CreateState state) {
        return state.released()
                .map(it ->
                        switch (it.how()) {
                            case Resumed.Intact(long ms) -> ms;
                            case Resumed.Lapsed(long ms) -> ms;
                            case Resumed.Unknown() -> 0L;
                        });
    }

    private static String sha256(Json.Obj config) {
        try {
            byte[] text = JsonText.print(config).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private ReceiptWriting() {}
}
