package dev.flysnap.portable.take;

import dev.flysnap.file.WorkFolder;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.CopyNames;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoreProblems;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.proof.Grade;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.SealedOutput;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.TableCounts;
import dev.flysnap.sqlite.check.Verification;
import dev.flysnap.sqlite.check.VerificationRequest;
import dev.flysnap.sqlite.copy.CopiedDatabase;
import dev.flysnap.sqlite.copy.DatabaseCopier;
import dev.flysnap.sqlite.copy.PinnedDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Takes one copy. */
public final class Take {
    private static final Duration CHECK_LIMIT = Duration.ofHours(6);
    private static final Duration COUNTING_LIMIT = Duration.ofMinutes(1);
    private static final String ZSTD = "zstd";

    private final TakeRequest request;
    private final TakeProgress progress;
    private final Instant startedAt = Instant.now();

    public Take(TakeRequest request, TakeProgress progress) {
        this.request = request;
        this.progress = progress;
    }

    /**
     * @throws FlysnapException if there is no whole, checked copy in the end; then nothing is left
     *     of it
     */
    public TakeResult run() {
        if (request.to() instanceof Destination.AsObject(CopyStore store, ObjectName name)) {
            refuseTaken(store, name);
        }
        request.sealing().requireLibraries();
        return request.isDirect() ? direct() : checked();
    }

    private static void refuseTaken(CopyStore store, ObjectName name) {
        for (ObjectName each : List.of(name, Manifests.nameFor(name))) {
            if (store.has(each)) {
                throw StoreProblems.taken(store.address(), each).exception();
            }
        }
    }

    /** What is known of the database before it is sealed. */
    private record Known(
            Instant completeUntil,
            boolean isExact,
            String journalMode,
            DatabaseFacts facts,
            Optional<TableCounts> counts) {}

    private TakeResult direct() {
        progress.step("copying %s".formatted(request.source()));
        try (PinnedDatabase pinned = PinnedDatabase.open(request.source())) {
            return keep(
                    new Known(
                            pinned.completeUntil(),
                            true,
                            pinned.journalMode(),
                            pinned.facts(),
                            Optional.empty()),
                    new Content.Pinned(pinned, progress));
        }
    }

    private TakeResult checked() {
        try (WorkFolder work = workFolder()) {
            progress.step("copying %s".formatted(request.source()));
            CopiedDatabase copied =
                    new DatabaseCopier(request.source(), progress)
                            .copy(request.method(), work.file("copy.db"));
            progress.step("checking the copy");
            Known known = known(copied);
            progress.step("writing the copy");
            return keep(known, new Content.InFile(copied.file(), size(copied.file()), progress));
        }
    }

    private WorkFolder workFolder() {
        try {
            return WorkFolder.in(request.temporary());
        } catch (IOException e) {
            throw TakeProblems.noFolder(request.temporary(), FailureText.of(e)).exception(e);
        }
    }

    private Known known(CopiedDatabase copied) {
        Verification found =
                Verification.of(
                        copied.file(),
                        new VerificationRequest(request.check(), false, CHECK_LIMIT));
        DatabaseFacts facts =
                found.facts()
                        .filter(_ -> found.isGood())
                        .orElseThrow(() ->
                                TakeProblems.notGood(request.source(), found.problems())
                                        .exception());
        return new Known(
                copied.completeUntil(),
                copied.isExact(),
                copied.journalMode(),
                facts,
                request.check() == CheckDepth.NONE
                        ? Optional.empty()
                        : Optional.of(TableCounts.of(copied.file(), COUNTING_LIMIT)));
    }

    private long size(Path copy) {
        try {
            return Files.size(copy);
        } catch (IOException e) {
            throw TakeProblems.noFolder(request.temporary(), FailureText.of(e)).exception(e);
        }
    }

    private TakeResult keep(Known known, Content content) {
        CopyKeeper keeper = new CopyKeeper(request.sealing());
        return switch (request.to()) {
            case Destination.AsStream(OutputStream out) ->
                    new TakeResult(
                            manifest(known, nameOf(known), keeper.keep(content, out)),
                            Optional.empty());
            case Destination.AsObject(CopyStore store, ObjectName name) ->
                    store(known, keeper, content, store, name);
            case Destination.InStore(CopyStore store) ->
                    store(known, keeper, content, store, nameOf(known));
        };
    }

    private ObjectName nameOf(Known known) {
        return CopyNames.of(
                request.app(),
                request.database(),
                known.completeUntil(),
                request.run(),
                request.sealing().suffix());
    }

    private TakeResult store(
            Known known, CopyKeeper keeper, Content content, CopyStore store, ObjectName name) {
        CopyManifest manifest = manifest(known, name, keeper.keep(content, store, name));
        try {
            Manifests.write(store, manifest);
        } catch (FlysnapException e) {
            deleteQuietly(store, name);
            throw e;
        }
        return new TakeResult(manifest, Optional.of(store.address()));
    }

    /** Without its manifest it is no copy, only something to be cleared away some day. */
    private static void deleteQuietly(CopyStore store, ObjectName content) {
        try {
            store.delete(content);
        } catch (FlysnapException e) {
            // The store is what failed.
        }
    }

    /** As JSON has it. Cut off: what was acknowledged before the earlier moment is in the copy. */
    private static Instant inMillis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }

    private CopyManifest manifest(Known known, ObjectName name, SealedOutput.Result sealed) {
        DatabaseFacts facts = known.facts();
        Optional<Compression> compression = request.sealing().compression();
        return new CopyManifest(
                name,
                request.app(),
                request.database(),
                PrintableText.of(request.source().toAbsolutePath().normalize().toString()),
                request.run(),
                request.method(),
                known.isExact() ? Grade.HELD : Grade.SYNCED,
                inMillis(startedAt),
                inMillis(known.completeUntil()),
                inMillis(Instant.now()),
                request.check(),
                new CopyManifest.SqliteFacts(
                        Database.libraryVersion(),
                        known.journalMode(),
                        facts.pageSize(),
                        facts.pageCount(),
                        facts.userVersion(),
                        facts.applicationId(),
                        facts.schemaSha256()),
                known.counts().map(TableCounts::tables),
                known.counts().map(TableCounts::rows),
                sealed.plain(),
                sealed.stored(),
                compression.map(_ -> ZSTD),
                request.sealing().recipients(),
                request.labels().isEmpty()
                        ? Optional.empty()
                        : Optional.of(request.labels().named()));
    }
}
