package dev.flysnap.portable.take;

import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.file.ExitCleanup;
import dev.flysnap.file.WorkFolder;
import dev.flysnap.hook.copy.CopyDownload;
import dev.flysnap.hook.copy.CopyDownloads;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyManifest.SqliteFacts;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.Recipient;
import dev.flysnap.seal.UnsealedInput;
import dev.flysnap.sqlite.check.TableCounts;
import dev.flysnap.sqlite.check.TableRows;
import dev.flysnap.sqlite.copy.DatabaseFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Takes a copy that is made in the app's machine. Encrypted, it is checked and sealed there, so
 * that nothing of it leaves the machine in plain, wherever the machine can; else it comes as it is,
 * and is checked and sealed here.
 */
final class MachineTake {
    /** Of whole copies: the parts of one have tries of their own. */
    private static final int MAX_TRIES = 3;

    /** It costs less time than it saves on any network. */
    private static final int LEVEL_ON_THE_WAY = 1;

    private static final long MIB = 1 << 20;
    private static final long MB = 1_000_000;

    /** What a database may be that arrives here. */
    private static final long MAX_PLAIN_BYTES = 1L << 44;

    /** Whoever has pressed Ctrl-C waits. */
    private static final Duration REMOVED_WITHIN = Duration.ofSeconds(5);

    private static final String GZIP = "gzip";

    private final TakeRequest request;
    private final CopySource.InMachine source;
    private final CopyDownloads downloads;
    private final TakeProgress progress;
    private final CopyFiling filing;

    MachineTake(
            TakeRequest request,
            CopySource.InMachine source,
            TakeProgress progress,
            CopyFiling filing) {
        this.request = request;
        this.source = source;
        this.downloads = source.downloads();
        this.progress = progress;
        this.filing = filing;
    }

    TakeResult run() {
        downloads.require(request.method());
        boolean seals = request.sealing().isEncrypted() && downloads.canSeal();
        if (source.mustSealThere() && !seals) {
            throw TakeProblems.notSealedThere(downloads.where()).exception();
        }
        if (source.relay().isPresent() && !downloads.canSeal()) {
            throw TakeProblems.relayNeedsAgent(downloads.where()).exception();
        }
        if (seals) {
            request.sealing()
                    .compression()
                    .map(Compression::level)
                    .filter(level -> level > CopyRequest.MAX_LEVEL)
                    .ifPresent(level -> {
                        throw TakeProblems.levelTooHigh(level, CopyRequest.MAX_LEVEL).exception();
                    });
        }
        for (int tries = 1; ; tries++) {
            try (CopyDownload download = downloads.order(order(seals, tries))) {
                return takeOrRemove(download, seals);
            } catch (FlysnapException e) {
                boolean again =
                        e.problem().code().equals(CopyDownload.LOST)
                                && tries < MAX_TRIES
                                && !(request.to() instanceof Destination.AsStream);
                if (!again) {
                    throw e;
                }
                progress.note("the copy in the machine is gone: beginning again");
            }
        }
    }

    private CopyRequest order(boolean seals, int tries) {
        Optional<List<Recipient>> recipients =
                seals
                        ? Optional.of(request.sealing().recipients())
                        : source.relay().map(it -> List.of(it.recipient()));
        return new CopyRequest(
                "%s/%d".formatted(request.run(), tries),
                source.database(),
                request.method(),
                seals
                        ? request.sealing().compression().map(Compression::level)
                        : Optional.of(LEVEL_ON_THE_WAY),
                recipients.map(it -> it.stream().map(Recipient::value).toList()),
                // What comes in plain is checked here, and takes nothing from the app.
                seals ? request.check() : CheckDepth.NONE,
                request.method() != CopyMethod.RAW || downloads.isSlow(),
                source.relay().map(CopyRelay::writeAddress));
    }

    /** Also when a signal ends the process nothing stays in the machine and in the relay. */
    private TakeResult takeOrRemove(CopyDownload download, boolean seals) {
        ExitCleanup atExit = ExitCleanup.within(REMOVED_WITHIN, () -> remove(download));
        try {
            return take(download, seals);
        } finally {
            atExit.cancel();
        }
    }

    private void remove(CopyDownload download) {
        try {
            download.close();
            // Only now the machine sends nothing more there.
            source.relay().ifPresent(CopyRelay::close);
        } catch (RuntimeException e) {
            // What cannot be reached now is removed by its age.
        }
    }

    private TakeResult take(CopyDownload download, boolean seals) {
        Steps steps = new Steps();
        progress.step("copying %s".formatted(source));
        CopyAnswer.Content content = download.awaitReady(steps);
        if (seals && content.encrypted()) {
            return sealed(download, content);
        }
        if (source.mustSealThere()) {
            throw TakeProblems.notSealedThere(downloads.where()).exception();
        }
        return fetched(download, content);
    }

    private TakeResult sealed(CopyDownload download, CopyAnswer.Content content) {
        CopyAnswer.Plain plain =
                content.database()
                        .orElseThrow(
                                () -> TakeProblems.notDescribed(downloads.where()).exception());
        if (content.compression().isPresent() != request.sealing().compression().isPresent()) {
            throw TakeProblems.notDescribed(downloads.where()).exception();
        }
        CheckDepth checked = content.checked().orElse(CheckDepth.NONE);
        if (!checked.isAtLeast(request.check())) {
            throw TakeProblems.notChecked(downloads.where()).exception();
        }
        Optional<CopyRelay> relay = relay(content);
        progress.step(
                "receiving the sealed copy%s"
                        .formatted(relay.map(it -> " through " + it.where()).orElse("")));
        return filing.keep(
                new KnownCopy(
                        download.orderedAt(),
                        content.exact(),
                        checked,
                        new SqliteFacts(
                                content.sqliteVersion(),
                                content.journalMode(),
                                plain.pageSize(),
                                plain.pageCount(),
                                plain.userVersion(),
                                plain.applicationId(),
                                plain.schemaSha256()),
                        plain.tables()
                                .map(tables ->
                                        new TableCounts(
                                                tables, rows(plain.rows().orElse(List.of())))),
                        content.path()),
                new Content.Sealed(download, content, relay, downloads.where(), progress));
    }

    private static List<TableRows> rows(List<CopyAnswer.Rows> rows) {
        return rows.stream().map(it -> new TableRows(it.table(), it.rows(), it.more())).toList();
    }

    private TakeResult fetched(CopyDownload download, CopyAnswer.Content content) {
        try (WorkFolder work = Take.workFolder(request.temporary())) {
            Optional<CopyRelay> relay = relay(content);
            progress.step(
                    relay.isEmpty() && downloads.isSlow()
                            ? "receiving the copy by exec, which is slow (about 1 MB a second)"
                            : "receiving the copy");
            Path copy = work.file("copy.db");
            demandRoom(content);
            if (relay.isPresent()) {
                receive(relay.get(), content, copy);
            } else {
                receive(download, content, copy);
            }
            progress.step("checking and writing the copy");
            return filing.keep(
                    BackgroundCheck.begin(
                            download.orderedAt(),
                            () ->
                                    CheckedFile.of(
                                                    copy,
                                                    request,
                                                    download.orderedAt(),
                                                    content.exact(),
                                                    content.sqliteVersion(),
                                                    content.journalMode())
                                            .at(content.path())),
                    new Content.InFile(copy, Files.size(copy), Optional.empty(), progress));
        } catch (IOException e) {
            throw TakeProblems.noFolder(request.temporary(), FailureText.of(e)).exception(e);
        }
    }

    private void demandRoom(CopyAnswer.Content content) throws IOException {
        long needed = content.database().map(CopyAnswer.Plain::bytes).or(content::bytes).orElse(0L);
        long free = Files.getFileStore(request.temporary()).getUsableSpace();
        if (free < needed) {
            throw TakeProblems.noRoom(request.temporary().toString(), needed, free).exception();
        }
    }

    /** Empty where the machine could not send it there: then it comes as without one. */
    private Optional<CopyRelay> relay(CopyAnswer.Content content) {
        if (source.relay().isPresent() && content.sent().filter(CopyAnswer.Sent::done).isEmpty()) {
            progress.note(
                    "the machine has not sent the copy to %s: %s"
                            .formatted(
                                    source.relay().get().where(),
                                    content.sent()
                                            .flatMap(CopyAnswer.Sent::whyNot)
                                            .orElse("its hook knows no relays")));
            return Optional.empty();
        }
        return source.relay();
    }

    private void receive(CopyRelay relay, CopyAnswer.Content content, Path copy)
            throws IOException {
        DatabaseFiles.createPrivate(copy);
        long total = content.database().map(CopyAnswer.Plain::bytes).orElse(0L);
        long done = 0;
        try (UnsealedInput in =
                        UnsealedInput.open(
                                relay.where(), relay.open(), relay.identities(), MAX_PLAIN_BYTES);
                OutputStream out = Files.newOutputStream(copy)) {
            byte[] chunk = new byte[1 << 16];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                out.write(chunk, 0, count);
                done += count;
                progress.copied(done, Math.max(done, total));
            }
            ContentHash stored = in.finish().stored();
            if (!content.sha256().equals(Optional.of(stored.sha256()))) {
                throw TakeProblems.relayChanged(relay.where()).exception();
            }
        }
    }

    private void receive(CopyDownload download, CopyAnswer.Content content, Path copy)
            throws IOException {
        DatabaseFiles.createPrivate(copy);
        long total = content.bytes().orElse(0L);
        try (InputStream stream = download.stream();
                UnsealedInput in =
                        UnsealedInput.open(
                                downloads.where(),
                                content.compression().filter(GZIP::equals).isPresent()
                                        ? new GZIPInputStream(stream)
                                        : stream,
                                source.relay().map(CopyRelay::identities).orElse(Identities.NONE),
                                MAX_PLAIN_BYTES);
                OutputStream out = Files.newOutputStream(copy)) {
            byte[] chunk = new byte[1 << 16];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                out.write(chunk, 0, count);
                progress.copied(download.bytesRead(), Math.max(download.bytesRead(), total));
            }
        }
        CopyAnswer.Content _ = download.finish();
    }

    /** Tells each new step of the machine, and how long it should take. */
    private final class Steps implements CopyDownload.Listener {
        private String last = "";

        @Override
        public void at(String step, long doneBytes, long totalBytes) {
            if (totalBytes > 0 && !step.equals(last)) {
                last = step;
                progress.step(
                        "%s %s: %d MB, %d to %d s at the 8 to 16 MiB/s of a small machine's disk"
                                .formatted(
                                        step,
                                        source,
                                        totalBytes / MB + 1,
                                        totalBytes / (16 * MIB) + 1,
                                        totalBytes / (8 * MIB) + 1));
            }
            progress.copied(doneBytes, Math.max(doneBytes, totalBytes));
        }
    }
}
