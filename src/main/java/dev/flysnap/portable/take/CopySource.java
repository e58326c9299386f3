package dev.flysnap.portable.take;

import dev.flysnap.hook.copy.CopyDownloads;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a copy is taken from. {@link Take} makes of any of them the newest data of the database: as
 * a checked plain file with {@link dev.flysnap.seal.Sealing#NONE}, else sealed.
 */
public sealed interface CopySource {
    /** A database file of this machine, that an app may be writing to. */
    record LocalFile(Path file) implements CopySource {
        @Override
        public String toString() {
            return file.toAbsolutePath().normalize().toString();
        }
    }

    /**
     * A database of an app's machine, which an agent, the app's own hook, or a script with the
     * image's {@code sqlite3} copies there.
     *
     * @param database what the hook calls it
     * @param mustSealThere whether it is refused where only this computer could encrypt it
     * @param relay through which it comes, where the machine reaches that
     */
    record InMachine(
            CopyDownloads downloads,
            String database,
            boolean mustSealThere,
            Optional<CopyRelay> relay)
            implements CopySource {
        /** That comes by the hook. */
        public InMachine(CopyDownloads downloads, String database, boolean mustSealThere) {
            this(downloads, database, mustSealThere, Optional.empty());
        }

        @Override
        public String toString() {
            return "%s in %s%s"
                    .formatted(
                            database,
                            downloads.where(),
                            relay.filter(CopyRelay::wasUsed)
                                    .map(it -> ", through " + it.where())
                                    .orElse(""));
        }
    }
}
