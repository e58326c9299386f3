package dev.flysnap.portable.take;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.proof.Labels;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.copy.CopyMethod;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A copy that is to be taken.
 *
 * @param source a database file of this machine, that an app may be writing to
 * @param database what the app calls it
 * @param temporary where the unsealed copy lies meanwhile
 */
public record TakeRequest(
        Path source,
        Optional<AppName> app,
        String database,
        RunId run,
        CopyMethod method,
        CheckDepth check,
        Sealing sealing,
        Labels labels,
        Destination to,
        Path temporary) {

    /** Whether the database's own file is read into the stream, without a second one. */
    boolean isDirect() {
        return method == CopyMethod.RAW && check == CheckDepth.NONE;
    }
}
