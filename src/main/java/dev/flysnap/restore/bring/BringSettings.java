package dev.flysnap.restore.bring;

import dev.flysnap.model.AppName;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.bring.CopyOrigins;
import dev.flysnap.portable.bring.PrepareRequest;
import dev.flysnap.portable.litestream.Litestream;
import dev.flysnap.portable.verify.VerifyRequest;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.seal.Identities;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How copies are opened here.
 *
 * @param identityFile what opens encrypted ones
 * @param keys reads such a file
 * @param litestream reads replicas
 * @param temporary where the plain databases lie meanwhile
 * @param progress told which copy is read, and how far
 */
public record BringSettings(
        CheckDepth depth,
        Optional<Path> identityFile,
        Function<Optional<Path>, Identities> keys,
        CopyOrigins origins,
        boolean trustsStore,
        Litestream litestream,
        Path temporary,
        TransferProgress progress) {

    /** Of any file. */
    PrepareRequest request() {
        return request(depth, identityFile, trustsStore, Optional.empty());
    }

    /** Of a copy of that app. */
    PrepareRequest request(AppName app) {
        return request(depth, identityFile, trustsStore, Optional.of(app));
    }

    /** Of one that was checked, and whose hash is known. */
    PrepareRequest again(Optional<Path> formerIdentityFile) {
        return request(
                CheckDepth.NONE, identityFile.or(() -> formerIdentityFile), true, Optional.empty());
    }

    private PrepareRequest request(
            CheckDepth check, Optional<Path> identity, boolean trusts, Optional<AppName> app) {
        return new PrepareRequest(
                new VerifyRequest(
                        check, false, List.of(), keys.apply(identity), temporary, progress),
                origins,
                trusts,
                app);
    }
}
