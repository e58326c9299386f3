package dev.flysnap.journal.shared;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.SmallObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A lock of this process in the store. */
final class Lease {
    private static final int MAX_TRIES = 20;

    private final ConditionalObjects objects;
    private final InstantSource clock;
    private final String name;
    private LockBody body;
    private String version;
    private Instant validUntil;
    private Optional<Problem> lost = Optional.empty();

    private Lease(
            ConditionalObjects objects,
            InstantSource clock,
            String name,
            LockBody body,
            String version,
            Instant validUntil) {
        this.objects = objects;
        this.clock = clock;
        this.name = name;
        this.body = body;
        this.version = version;
        this.validUntil = validUntil;
    }

    /**
     * @throws FlysnapException (exit 11) if somebody else holds it
     */
    static Lease take(ConditionalObjects objects, InstantSource clock, String name, LockBody body) {
        for (int i = 0; i < MAX_TRIES; i++) {
            // Counted from before it is sent: here it ends earlier than there.
            Instant validUntil = clock.instant().plus(LockBody.LEASE);
            Optional<SmallObject> there = objects.read(name);
            if (there.isPresent() && LockBody.isYoung(there.get())) {
                LockBody held = LockBody.of(name, there.get());
                if (!held.isFree(body)) {
                    throw SharedProblems.locked(held, LockBody.LEASE.minus(there.get().age()))
                            .exception();
                }
            }
            Optional<String> version =
                    objects.put(
                            name,
                            body.bytes(),
                            there.<Condition>map(it -> new Condition.Version(it.version()))
                                    .orElse(new Condition.Absent()));
            if (version.isPresent()) {
                return new Lease(objects, clock, name, body, version.get(), validUntil);
            }
        }
        throw SharedProblems.busy(objects.where(), body.key()).exception();
    }

    /**
     * Holds it for longer.
     *
     * @throws FlysnapException if the store cannot be reached
     */
    synchronized void renew() {
        if (lost.isPresent()) {
            return;
        }
        Instant until = clock.instant().plus(LockBody.LEASE);
        if (!write(LockBody::renewed)) {
            lost = Optional.of(SharedProblems.takenOver(body.run(), takenBy()));
            return;
        }
        validUntil = until;
    }

    /** False where somebody else has written it. */
    private boolean write(UnaryOperator<LockBody> change) {
        return put(change.apply(body)) || (foundUnanswered() && put(change.apply(body)));
    }

    private boolean put(LockBody next) {
        Optional<String> written = objects.put(name, next.bytes(), new Condition.Version(version));
        written.ifPresent(it -> isThere(next, it));
        return written.isPresent();
    }

    /** Whether the store has the last renewal, whose answer was lost. */
    private boolean foundUnanswered() {
        LockBody sent = body.renewed();
        Optional<SmallObject> there =
                objects.read(name).filter(it -> Arrays.equals(it.bytes(), sent.bytes()));
        there.ifPresent(it -> isThere(sent, it.version()));
        return there.isPresent();
    }

    private void isThere(LockBody known, String itsVersion) {
        body = known;
        version = itsVersion;
    }

    private String takenBy() {
        return objects.read(name).map(it -> LockBody.of(name, it).holder()).orElse("nobody");
    }

    /**
     * @throws FlysnapException if it is not held any more, or nobody can tell
     */
    synchronized void require() {
        if (lost.isEmpty() && !clock.instant().isBefore(validUntil)) {
            try {
                renew();
            } catch (FlysnapException e) {
                throw SharedProblems.expired(body.run(), e.problem()).exception(e);
            }
        }
        if (lost.isPresent()) {
            throw lost.get().exception();
        }
    }

    /** Somebody else has written the run. */
    synchronized void lose(Problem why) {
        lost = Optional.of(why);
    }

    String run() {
        return body.run();
    }

    /** Where the store cannot be reached it ends by itself. */
    synchronized void release() {
        try {
            if (lost.isEmpty()) {
                var _ = write(LockBody::given);
            }
        } catch (FlysnapException e) {
            // See above.
        }
    }
}
