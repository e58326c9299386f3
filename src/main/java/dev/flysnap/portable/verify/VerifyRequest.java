package dev.flysnap.portable.verify;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.seal.Identities;
import dev.flysnap.sqlite.check.Expectation;
import java.nio.file.Path;
import java.util.List;

/**
 * How to verify.
 *
 * @param foreignKeys whether rows that point to nothing are a problem
 * @param identities what can open an encrypted copy; none = only its stored bytes are compared
 * @param temporary where the opened copy lies meanwhile
 * @param progress told which copy is read and checked
 */
public record VerifyRequest(
        CheckDepth depth,
        boolean foreignKeys,
        List<Expectation> expectations,
        Identities identities,
        Path temporary,
        TransferProgress progress) {
    public VerifyRequest {
        expectations = List.copyOf(expectations);
    }

    /** Without telling anybody how far it is. */
    public VerifyRequest(
            CheckDepth depth,
            boolean foreignKeys,
            List<Expectation> expectations,
            Identities identities,
            Path temporary) {
        this(depth, foreignKeys, expectations, identities, temporary, TransferProgress.NONE);
    }
}
