package dev.flysnap.portable.take;

import dev.flysnap.sqlite.copy.CopyProgress;
import dev.flysnap.sqlite.copy.PinnedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The bytes of a copy, before they are sealed. */
sealed interface Content {
    long bytes();

    void writeTo(OutputStream out) throws IOException;

    /** Where they lie already: synced, readable to their owner alone, and of nobody else. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /** A finished copy. */
    record InFile(Path path, long bytes, CopyProgress progress) implements Content {
        private static final int CHUNK_BYTES = 1 << 20;

        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            byte[] chunk = new byte[CHUNK_BYTES];
            long done = 0;
            try (InputStream in = Files.newInputStream(path)) {
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    out.write(chunk, 0, count);
                    done += count;
                    progress.copied(done, Math.max(done, bytes));
                }
            }
        }
    }

    /** The database's own file. */
    record Pinned(PinnedDatabase database, CopyProgress progress) implements Content {
        @Override
        public long bytes() {
            return database.bytes();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            database.writeTo(out, progress);
        }
    }
}
