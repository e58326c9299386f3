package dev.flysnap.cli.restore;

import dev.flysnap.cli.copy.OpeningOptions;
import dev.flysnap.cli.file.KeyFile;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.restore.bring.BringSettings;
import dev.flysnap.restore.bring.BroughtCopies;
import dev.flysnap.seal.ContentHash;

/** Copies as this computer can open them. */
public final class CopyAccess {

    /** For a run that was planned: each copy is known by its hash. */
    public static BroughtCopies again(Journal journal, OpeningOptions opening) {
        return new BroughtCopies(settings(journal, opening, CheckDepth.NONE, true));
    }

    static BringSettings settings(
            Journal journal, OpeningOptions opening, CheckDepth depth, boolean trustsStore) {
        return new BringSettings(
                depth,
                opening.identityFile(),
                KeyFile::identities,
                run -> journal.copy(run).map(it -> new ContentHash(it.bytes(), it.sha256())),
                trustsStore,
                opening.temporaryDirectory());
    }

    private CopyAccess() {}
}
