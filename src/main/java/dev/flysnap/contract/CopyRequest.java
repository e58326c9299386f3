package dev.flysnap.contract;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import java.util.List;
import java.util.Optional;

/**
 * Begins a copy of a database, or finds the one that the same attempt has begun.
 *
 * @param attempt the idempotency key
 * @param database its name
 * @param compress zstd's level; absent = as it is
 * @param recipients age recipients to encrypt it to, in the machine; absent = none
 * @param check how it is checked before its content can be read; a hook that cannot, says so in its
 *     answer
 * @param toFile whether it has to lie in a file, so that a part of it can be read again; a method
 *     that needs no file may do without one otherwise
 * @param sendTo where its content is put by one request, such as a bucket's address that was signed
 *     for that; it can be read all the same. Absent = it is only read
 */
public record CopyRequest(
        String attempt,
        String database,
        CopyMethod method,
        Optional<Integer> compress,
        Optional<List<String>> recipients,
        CheckDepth check,
        boolean toFile,
        Optional<String> sendTo) {
    /** Higher ones need more memory than there is beside an app. */
    public static final int MAX_LEVEL = 9;

    public static final int MAX_RECIPIENTS = 20;

    /**
     * @throws IllegalArgumentException with a sentence for the caller, if a limit is exceeded
     */
    public CopyRequest {
        if (attempt.isBlank() || attempt.length() > QuiesceRequest.MAX_ATTEMPT_LENGTH) {
            throw new IllegalArgumentException(
                    "attempt has to be 1 to %d characters long"
                            .formatted(QuiesceRequest.MAX_ATTEMPT_LENGTH));
        }
        if (compress.filter(it -> it < 1 || it > MAX_LEVEL).isPresent()) {
            throw new IllegalArgumentException("compress has to be 1 to " + MAX_LEVEL);
        }
        recipients = recipients.map(List::copyOf);
        if (recipients.filter(it -> it.size() > MAX_RECIPIENTS).isPresent()) {
            throw new IllegalArgumentException(
                    "recipients can be at most %d".formatted(MAX_RECIPIENTS));
        }
        if (sendTo.isPresent() && recipients.filter(it -> !it.isEmpty()).isEmpty()) {
            throw new IllegalArgumentException("send_to needs recipients: it is sent encrypted");
        }
    }

    /** To be read only. */
    public CopyRequest(
            String attempt,
            String database,
            CopyMethod method,
            Optional<Integer> compress,
            Optional<List<String>> recipients,
            CheckDepth check,
            boolean toFile) {
        this(attempt, database, method, compress, recipients, check, toFile, Optional.empty());
    }

    /** Without the address, whose signature lets anybody write there. */
    @Override
    public String toString() {
        return "CopyRequest[%s, %s, %s]".formatted(attempt, database, method);
    }
}
