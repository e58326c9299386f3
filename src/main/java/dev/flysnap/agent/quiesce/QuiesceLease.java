package dev.flysnap.agent.quiesce;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.contract.ResumeAnswer;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.quiesce.Cancellation;
import dev.flysnap.sqlite.quiesce.QuiesceSession;
import dev.flysnap.sqlite.quiesce.WriteHold;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One attempt to quiesce: its progress, its result, and how its hold ended. */
final class QuiesceLease {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 16;

    private final QuiesceRequest request;
    private final String id;
    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<QuiesceSession> quiesced = new CompletableFuture<>();
    private volatile boolean heldWhenAnswered;
    private volatile boolean stoppedByAgent;
    private volatile boolean databasesAdded;
    private boolean endReported;
    private volatile BooleanSupplier isComplete = () -> true;
    private volatile Supplier<List<String>> moved = List::of;

    /** What has happened to the files; found once. */
    private volatile List<String> changes = List.of();

    private volatile Optional<Instant> endedAt = Optional.empty();

    QuiesceLease(QuiesceRequest request) {
        this.request = request;
        byte[] random = new byte[ID_BYTES];
        RANDOM.nextBytes(random);
        this.id = HexFormat.of().formatHex(random);
    }

    QuiesceRequest request() {
        return request;
    }

    String id() {
        return id;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    void succeeded(LeasedQuiesce result) {
        // A hold that was just ended by the stop was requested: report it as broken, not as absent.
        heldWhenAnswered = result.quiesced().isHeld() || (stoppedByAgent && request.holdMs() > 0);
        isComplete = result.isComplete();
        moved = result.moved();
        quiesced.complete(result.quiesced());
    }

    void failed(Throwable problem) {
        quiesced.completeExceptionally(problem);
    }

    /** The quiesce once it is done. */
    Optional<QuiesceSession> done() {
        return quiesced.state() == CompletableFuture.State.SUCCESS
                ? Optional.of(quiesced.resultNow())
                : Optional.empty();
    }

    /** How many there are to tell of. */
    int databases() {
        return done().map(it -> it.databases().size()).orElse(0);
    }

    /**
     * Waits for the quiesce, for another request with the same attempt.
     *
     * @throws HookException or {@link FlysnapException} if it failed, or takes longer than {@code
     *     limit}
     */
    QuiesceSession await(Duration limit) {
        try {
            return quiesced.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw HookException.stillRunning();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HookException.stillRunning();
        }
    }

    /**
     * In progress, or holding writers off. An end is for ever: of a thousand leases that are only
     * kept for their answer none has to be asked again.
     */
    boolean isActive() {
        return endedAt.isEmpty()
                && (!quiesced.isDone() || done().filter(QuiesceSession::isHeld).isPresent());
    }

    /** Whether the response reported a hold; only then can it be broken. */
    boolean wasHeldWhenAnswered() {
        return heldWhenAnswered;
    }

    /**
     * Ends the hold. Idempotent.
     *
     * @throws HookException if the hold that was promised had ended before
     */
    ResumeAnswer resume() {
        QuiesceSession held = done().orElseThrow(HookException::leaseUnknown);
        if (held.isHeld() && !isStillComplete()) {
            databasesAdded = true;
        }
        List<String> elsewhere = held.isHeld() ? moved.get() : List.of();
        WriteHold.End end = held.release();
        if (changes.isEmpty()) {
            changes = Stream.concat(elsewhere.stream(), end.changes().stream()).toList();
        }
        if (heldWhenAnswered && !changes.isEmpty()) {
            throw HookException.holdBroken(String.join("; ", changes), end.heldFor());
        }
        if (heldWhenAnswered && (stoppedByAgent || databasesAdded || !end.byRelease())) {
            throw HookException.leaseEnded(HookCodes.LEASE_LAPSED, ending(), end.heldFor());
        }
        return new ResumeAnswer(true, end.heldFor().toMillis());
    }

    /**
     * A folder that cannot be read may contain new databases; writers have to be released in any
     * case.
     */
    private boolean isStillComplete() {
        try {
            return isComplete.getAsBoolean();
        } catch (FlysnapException e) {
            return false;
        }
    }

    /** How long writers were held off; returned once, after the end. */
    Optional<Duration> unreportedHold() {
        if (endReported || isActive() || done().isEmpty()) {
            return Optional.empty();
        }
        endReported = true;
        return done().map(QuiesceSession::heldFor);
    }

    /** How it ended, as text for a message. */
    String ending() {
        if (stoppedByAgent) {
            return "the agent was told to stop and let writers go";
        }
        if (databasesAdded) {
            return "a database came to be meanwhile whose writers were not kept off, or its folder cannot be looked through";
        }
        return done().filter(it -> it.awaitEnd().byRelease()).isPresent()
                ? "it was released"
                : "its time ran out before it was released";
    }

    /** Releases writers because the agent stops, even while the quiesce is in progress. */
    void stop() {
        if (isActive()) {
            // First, so that a hold which this ends is never said to have lasted.
            stoppedByAgent = true;
            cancellation.cancel();
        }
    }

    /**
     * Whether it ended longer than {@code retention} ago. The end is noticed at the first call
     * after it.
     */
    boolean isExpired(Instant now, Duration retention) {
        if (isActive()) {
            return false;
        }
        if (endedAt.isEmpty()) {
            endedAt = Optional.of(now);
            // Only asked before the end; what they would look at need not be remembered with the
            // answer.
            isComplete = () -> true;
            moved = List::of;
        }
        return endedAt.get().plus(retention).isBefore(now);
    }
}
