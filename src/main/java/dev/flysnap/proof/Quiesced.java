package dev.flysnap.proof;

import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.model.MachineId;
import java.time.Instant;
import java.util.Optional;

/**
 * A quiesce's answer and its times. The moment T, at which its last sync had returned, is between
 * the two.
 *
 * @param sentAt when the request was sent, for the first time if it was sent again
 * @param answeredAt when the whole answer had come
 */
public record Quiesced(QuiesceAnswer answer, Instant sentAt, Instant answeredAt) {

    public String lease() {
        return answer.lease();
    }

    /**
     * When the hold expires at the earliest: the hook counts from when the request was sent. {@link
     * #sentAt} when nothing is held.
     */
    public Instant expiresAt() {
        return sentAt.plusMillis(answer.expiresInMs());
    }

    /** Whether writers are held off by a lease that has to be resumed. */
    public boolean isHolding() {
        return answer.expiresInMs() > 0;
    }

    /**
     * How much of the contract the hook implements. Where it does not tell, its answer shows it:
     * only from level 2 on can a database be synced or held.
     */
    public int level() {
        return answer.level()
                .orElseGet(() ->
                        answer.databases().stream().anyMatch(it -> it.synced() || it.held())
                                ? 2
                                : 1);
    }

    /** The machine that answered, when it says so. */
    public Optional<String> machine() {
        return answer.machineId();
    }

    /** Whether the answer says that this machine gave it. */
    public boolean isFrom(MachineId machine) {
        return machine().filter(machine.value()::equals).isPresent();
    }
}
