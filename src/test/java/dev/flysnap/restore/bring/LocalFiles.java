package dev.flysnap.restore.bring;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.bring.CopyOrigins;
import dev.flysnap.portable.litestream.Litestream;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.seal.Identities;
import dev.flysnap.time.Interruption;
import java.nio.file.Path;
import java.util.Optional;

/** Settings to bring back plain files of this computer, of which no journal knows. */
public final class LocalFiles {
    public static BringSettings settings(Path temporary, boolean trustStore) {
        return new BringSettings(
                CheckDepth.QUICK,
                Optional.empty(),
                _ -> Identities.NONE,
                CopyOrigins.UNKNOWN,
                trustStore,
                new Litestream("", new Interruption()),
                temporary,
                TransferProgress.NONE);
    }

    private LocalFiles() {}
}
