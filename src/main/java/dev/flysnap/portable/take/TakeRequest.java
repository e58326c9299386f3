package dev.flysnap.portable.take;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.proof.Labels;
import dev.flysnap.seal.Sealing;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A copy that is to be taken.
 *
 * @param database what the app calls it
 * @param temporary where the unsealed copy lies meanwhile
 */
public record TakeRequest(
        CopySource source,
        Optional<AppName> app,
        String database,
        RunId run,
        CopyMethod method,
        CheckDepth check,
        Sealing sealing,
        Labels labels,
        Destination to,
        Path temporary) {}
