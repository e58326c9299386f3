package dev.flysnap.portable.take;

import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.hook.copy.CopyDownload;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.seal.EarlyCompression;
import dev.flysnap.seal.SealedOutput;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.copy.CopyProgress;
import dev.flysnap.sqlite.copy.PinnedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The bytes of a copy. */
sealed interface Content {
    long bytes();

    /**
     * Writes them as they are to be kept.
     *
     * @param sink stays open
     */
    SealedOutput.Result writeTo(OutputStream sink, Sealing sealing) throws IOException;

    /** Where they lie already: readable to their owner alone, and of nobody else. */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /**
     * A finished copy.
     *
     * @param early compresses it already
     */
    record InFile(Path path, long bytes, Optional<EarlyCompression> early, CopyProgress progress)
            implements Content {
        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }

        @Override
        public SealedOutput.Result writeTo(OutputStream sink, Sealing sealing) throws IOException {
            try (SealedOutput out = SealedOutput.over(sink, sealing);
                    FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
                if (early.isPresent()) {
                    early.get().writeTo(out, Channels.newInputStream(in), this::tell);
                }
                out.writeAll(in, this::tell);
                return out.finish();
            }
        }

        private void tell(long done) {
            progress.copied(done, Math.max(done, bytes));
        }
    }

    /** A finished copy that is checked meanwhile: it is written only when it is good. */
    record Checked(Content content, BackgroundCheck check) implements Content {
        @Override
        public long bytes() {
            return content.bytes();
        }

        @Override
        public Optional<Path> file() {
            return content.file();
        }

        @Override
        public SealedOutput.Result writeTo(OutputStream sink, Sealing sealing) throws IOException {
            SealedOutput.Result written = content.writeTo(sink, sealing);
            KnownCopy _ = check.result();
            return written;
        }
    }

    /** The database's own file. */
    record Pinned(PinnedDatabase database, CopyProgress progress) implements Content {
        @Override
        public long bytes() {
            return database.bytes();
        }

        @Override
        public SealedOutput.Result writeTo(OutputStream sink, Sealing sealing) throws IOException {
            try (SealedOutput out = SealedOutput.over(sink, sealing)) {
                database.writeTo(out, progress);
                return out.finish();
            }
        }
    }

    /**
     * A copy that was sealed in its machine: it passes as it comes.
     *
     * @param ready what the machine says of it
     * @param relay where it lies; absent = it comes from the machine itself
     */
    record Sealed(
            CopyDownload download,
            CopyAnswer.Content ready,
            Optional<CopyRelay> relay,
            String where,
            CopyProgress progress)
            implements Content {
        @Override
        public long bytes() {
            return ready.bytes().or(() -> ready.database().map(CopyAnswer.Plain::bytes)).orElse(0L);
        }

        @Override
        public SealedOutput.Result writeTo(OutputStream sink, Sealing sealing) throws IOException {
            try (InputStream in = relay.map(CopyRelay::open).orElseGet(download::stream);
                    SealedOutput out = SealedOutput.over(sink, Sealing.NONE)) {
                out.writeAll(
                        Channels.newChannel(in),
                        done -> progress.copied(done, Math.max(done, bytes())));
                CopyAnswer.Content read = relay.isPresent() ? ready : download.finish();
                ContentHash stored = out.finish().stored();
                if (relay.isPresent() && !ready.sha256().equals(Optional.of(stored.sha256()))) {
                    throw TakeProblems.relayChanged(relay.get().where()).exception();
                }
                return new SealedOutput.Result(plain(read), stored);
            }
        }

        private ContentHash plain(CopyAnswer.Content read) {
            return read.database()
                    .flatMap(it -> it.sha256().map(hash -> new ContentHash(it.bytes(), hash)))
                    .orElseThrow(() -> TakeProblems.notDescribed(where).exception());
        }
    }
}
