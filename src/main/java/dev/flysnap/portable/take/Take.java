package dev.flysnap.portable.take;

import dev.flysnap.file.SteadySync;
import dev.flysnap.file.WorkFolder;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.seal.EarlyCompression;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.copy.CopiedDatabase;
import dev.flysnap.sqlite.copy.CopyProgress;
import dev.flysnap.sqlite.copy.DatabaseCopier;
import dev.flysnap.sqlite.copy.PinnedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Takes one copy. */
public final class Take {
    private final TakeRequest request;
    private final TakeProgress progress;
    private final CopyFiling filing;

    public Take(TakeRequest request, TakeProgress progress) {
        this.request = request;
        this.progress = progress;
        this.filing = new CopyFiling(request, progress);
    }

    /**
     * @throws FlysnapException if there is no whole, checked copy in the end; then nothing is left
     *     of it
     */
    public TakeResult run() {
        filing.check();
        request.sealing().requireLibraries();
        return switch (request.source()) {
            case CopySource.LocalFile(Path file) ->
                    request.method() == CopyMethod.RAW && canStream() ? raw(file) : checked(file);
            case CopySource.InMachine machine ->
                    new MachineTake(request, machine, progress, filing).run();
        };
    }

    /** A check waits for no network: the WAL grows until the copy is done. */
    private boolean canStream() {
        return request.check() == CheckDepth.NONE || request.to().directory().isPresent();
    }

    /** The database's own file is read into the stream, without a second one. */
    private TakeResult raw(Path file) {
        try (PinnedDatabase pinned = PinnedDatabase.open(file)) {
            if (pinned.isWal()) {
                progress.step(
                        "%s %s"
                                .formatted(
                                        request.check() == CheckDepth.NONE
                                                ? "copying"
                                                : "copying and checking",
                                        file));
                return filing.keep(
                        BackgroundCheck.begin(
                                pinned.completeUntil(), () -> CheckedFile.of(pinned, request)),
                        new Content.Pinned(pinned, progress));
            }
        }
        // Without a WAL writers wait: for a second file, and not for whatever takes the copy.
        return checked(file);
    }

    private TakeResult checked(Path file) {
        try (WorkFolder work = workFolder(request.temporary());
                EarlyCompression early =
                        new EarlyCompression(
                                work.file("copy.db"), work.file("copy.zst"), request.sealing())) {
            progress.step("copying %s".formatted(file));
            request.sealing().rehearse();
            CopiedDatabase copied = copied(file, work.file("copy.db"), early);
            progress.step("checking and writing the copy");
            return filing.keep(
                    BackgroundCheck.begin(
                            copied.completeUntil(),
                            () ->
                                    CheckedFile.of(
                                            copied.file(),
                                            request,
                                            copied.completeUntil(),
                                            copied.isExact(),
                                            Database.libraryVersion(),
                                            copied.journalMode())),
                    new Content.InFile(
                            copied.file(), size(copied.file()), Optional.of(early), progress));
        }
    }

    /** What is kept as it is comes to the device while it is made; what is sealed need not. */
    private CopiedDatabase copied(Path file, Path copy, EarlyCompression early) {
        boolean isKept =
                request.sealing().equals(Sealing.NONE) && request.to().directory().isPresent();
        try (SteadySync sync = new SteadySync(copy)) {
            CopyProgress meanwhile =
                    (done, total) -> {
                        if (isKept) {
                            sync.reserve(total);
                            sync.written(done);
                        }
                        early.grown(done, total);
                        progress.copied(done, total);
                    };
            CopiedDatabase copied =
                    new DatabaseCopier(file, meanwhile).copy(request.method(), copy);
            sync.complete();
            return copied;
        } catch (IOException e) {
            throw TakeProblems.notKept(copy.toString(), FailureText.of(e)).exception(e);
        }
    }

    static WorkFolder workFolder(Path directory) {
        try {
            return WorkFolder.in(directory);
        } catch (IOException e) {
            throw TakeProblems.noFolder(directory, FailureText.of(e)).exception(e);
        }
    }

    private long size(Path copy) {
        try {
            return Files.size(copy);
        } catch (IOException e) {
            throw TakeProblems.noFolder(request.temporary(), FailureText.of(e)).exception(e);
        }
    }
}
