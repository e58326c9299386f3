package dev.flysnap.proof;

import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.model.MachineId;
import java.time.Instant;
import java.util.Optional;

/**
 * What a quiesce answered, and when. The moment T, at which its last sync had returned, lies
 * between the two times.
 *
 * @param sentAt when the request was sent, for the first time if it was sent again
 * @param answeredAt when the whole answer had come
 */
public record Quiesced(QuiesceAnswer answer, Instant sentAt, Instant answeredAt) {

    public String lease() {
        return answer.lease();
    }

    /**
     * When the hold ends by itself at the earliest: the hook counts from when it was asked, so the
     * way there and back is on our account. {@link #sentAt} when nothing is held.
     */
    public Instant expiresAt() {
        return sentAt.plusMillis(answer.expiresInMs());
    }

    /** Whether writers are off by a lease that has to be given back. */
    public boolean isHolding() {
        return answer.expiresInMs() > 0;
    }

    /**
     * How much of the contract the hook has. Where it does not tell, that is what its answer shows:
     * only from level 2 on can a hook say of a database that it is synced or held.
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

    /** Whether it is known that this machine answered. */
    public boolean isFrom(MachineId machine) {
        return machine().filter(machine.value()::equals).isPresent();
    }
}
