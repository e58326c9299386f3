package dev.flysnap.agent.copy;

import dev.flysnap.contract.CopyRequest;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.seal.SealedOutput;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.TableCounts;
import dev.flysnap.sqlite.check.Verification;
import dev.flysnap.sqlite.check.VerificationRequest;
import dev.flysnap.sqlite.copy.CopiedDatabase;
import dev.flysnap.sqlite.copy.CopyProgress;
import dev.flysnap.sqlite.copy.DatabaseCopier;
import dev.flysnap.sqlite.copy.DatabaseFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a copy that lies in a file: copied, checked, sealed. */
record FileCopy(
        CopyRequest request,
        Path database,
        Sealing sealing,
        CopyFolder folder,
        CopyProgress progress) {
    private static final Duration CHECK_LIMIT = Duration.ofHours(6);
    private static final Duration COUNTING_LIMIT = Duration.ofMinutes(1);
    private static final int CHUNK_BYTES = 256 << 10;

    /**
     * @param steps hears what is being done
     */
    MadeCopy make(Consumer<String> steps) throws IOException {
        boolean isSealed = !sealing.equals(Sealing.NONE);
        CopiedDatabase copied = copied(isSealed ? 2 : 1);
        steps.accept("checking");
        Verification found =
                Verification.of(
                        copied.file(),
                        new VerificationRequest(
                                request.check(),
                                false,
                                CHECK_LIMIT,
                                () -> !progress.isCancelled()));
        DatabaseFacts facts =
                found.facts()
                        .filter(_ -> found.isGood())
                        .orElseThrow(() ->
                                CopyJobProblems.notGood(request.database(), found.problems())
                                        .exception());
        boolean isChecked = request.check() != CheckDepth.NONE;
        Optional<TableCounts> counts =
                isChecked
                        ? Optional.of(TableCounts.of(copied.file(), COUNTING_LIMIT))
                        : Optional.empty();
        steps.accept(isSealed ? "sealing" : "hashing");
        Path content = isSealed ? folder.file("copy.sealed") : copied.file();
        SealedOutput.Result result = isSealed ? sealed(copied.file(), content) : hashed(content);
        if (isSealed) {
            Files.delete(copied.file());
        }
        return new MadeCopy(
                new FileContent(content, result.stored(), result.plain()),
                copied.isExact(),
                copied.journalMode(),
                isChecked ? Optional.of(request.check()) : Optional.empty(),
                facts,
                result.plain().bytes(),
                counts);
    }

    private CopiedDatabase copied(int times) {
        try {
            return new DatabaseCopier(database, progress, times, CopyFolder.RESERVE_BYTES)
                    .copy(request.method(), folder.file("copy.db"));
        } catch (FlysnapException e) {
            throw e.problem().code().equals(CopyJobProblems.NO_ROOM)
                    ? CopyJobProblems.noRoom(e.problem(), folder.path()).exception(e)
                    : e;
        }
    }

    private SealedOutput.Result sealed(Path copy, Path content) throws IOException {
        DatabaseFiles.createPrivate(content);
        try (OutputStream out = Files.newOutputStream(content)) {
            return passed(copy, out);
        }
    }

    private SealedOutput.Result hashed(Path copy) throws IOException {
        return passed(copy, OutputStream.nullOutputStream());
    }

    private SealedOutput.Result passed(Path copy, OutputStream sink) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        long done = 0;
        long total = Files.size(copy);
        try (SealedOutput out = SealedOutput.over(sink, sealing);
                InputStream in = Files.newInputStream(copy)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                out.write(chunk, 0, count);
                done += count;
                progress.copied(done, total);
                if (progress.isCancelled()) {
                    throw new IOException("nobody asks for it any more");
                }
            }
            return out.finish();
        }
    }
}
