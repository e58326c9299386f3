package dev.flysnap.portable.take;

import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.CopyNames;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoreProblems;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.proof.Grade;
import dev.flysnap.seal.Compression;
import dev.flysnap.seal.SealedOutput;
import dev.flysnap.sqlite.check.TableCounts;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps a copy, and writes its manifest last. */
final class CopyFiling {
    private static final String ZSTD = "zstd";

    private final TakeRequest request;
    private final TakeProgress progress;
    private final Instant startedAt = Instant.now();

    CopyFiling(TakeRequest request, TakeProgress progress) {
        this.request = request;
        this.progress = progress;
    }

    /**
     * Before anything is done.
     *
     * @throws FlysnapException if a name is taken
     */
    void check() {
        switch (request.to()) {
            case Destination.AsObject(CopyStore store, ObjectName name) -> {
                for (ObjectName each : List.of(name, Manifests.nameFor(name))) {
                    if (store.has(each)) {
                        throw StoreProblems.taken(store.address(), each).exception();
                    }
                }
            }
            case Destination.AsFile(PlainFile file) -> file.requireFree();
            case Destination.InStore _, Destination.AsStream _ -> {
                // Its name is new, or it has none.
            }
        }
    }

    TakeResult keep(KnownCopy known, Content content) {
        return keep(known.completeUntil(), () -> known, content);
    }

    /**
     * While it is being checked; into a stream only afterwards, since nothing is taken back there.
     */
    TakeResult keep(BackgroundCheck check, Content content) {
        if (request.to() instanceof Destination.AsStream) {
            return keep(check.result(), content);
        }
        return keep(check.completeUntil(), check::result, new Content.Checked(content, check));
    }

    /**
     * @param known asked when the content is written
     */
    private TakeResult keep(Instant completeUntil, Supplier<KnownCopy> known, Content content) {
        CopyKeeper keeper = new CopyKeeper(request.sealing());
        return switch (request.to()) {
            case Destination.AsStream(OutputStream out) -> {
                SealedOutput.Result written = keeper.keep(content, out);
                yield new TakeResult(
                        manifest(known.get(), nameOf(completeUntil), written), Optional.empty());
            }
            case Destination.AsObject(CopyStore store, ObjectName name) ->
                    store(known, keeper, content, store, name);
            case Destination.AsFile(PlainFile file) -> {
                SealedOutput.Result written = keeper.keep(content, file.directory(), file.name());
                yield new TakeResult(
                        manifest(known.get(), file.name(), written),
                        Optional.of(file.directory().address()));
            }
            case Destination.InStore(CopyStore store) ->
                    store(known, keeper, content, store, nameOf(completeUntil));
        };
    }

    private ObjectName nameOf(Instant completeUntil) {
        return CopyNames.of(
                request.app(),
                request.database(),
                completeUntil,
                request.run(),
                request.sealing().suffix());
    }

    private TakeResult store(
            Supplier<KnownCopy> known,
            CopyKeeper keeper,
            Content content,
            CopyStore into,
            ObjectName name) {
        CopyStore store = into.patient(progress::note, progress::pause);
        SealedOutput.Result written = keeper.keep(content, store, name);
        CopyManifest manifest = manifest(known.get(), name, written);
        try {
            Manifests.write(store, manifest);
        } catch (FlysnapException e) {
            deleteQuietly(into, name, StoreProblems.isTaken(e.problem()));
            throw e;
        }
        return new TakeResult(manifest, Optional.of(store.address()));
    }

    /**
     * Without its manifest it is no copy, only something to be cleared away some day. The manifest
     * may be there although its answer was lost: it goes first.
     *
     * @param isOthers whether the manifest is somebody else's
     */
    private static void deleteQuietly(CopyStore store, ObjectName content, boolean isOthers) {
        try {
            if (!isOthers) {
                store.delete(Manifests.nameFor(content));
            }
            store.delete(content);
        } catch (FlysnapException e) {
            // The store is what failed.
        }
    }

    /** As JSON has it. Cut off: what was acknowledged before the earlier moment is in the copy. */
    private static Instant inMillis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }

    private CopyManifest manifest(KnownCopy known, ObjectName name, SealedOutput.Result sealed) {
        Optional<Compression> compression = request.sealing().compression();
        return new CopyManifest(
                name,
                request.app(),
                request.database(),
                PrintableText.of(known.path().orElseGet(request.source()::toString)),
                request.run(),
                request.method(),
                known.isExact() ? Grade.HELD : Grade.SYNCED,
                inMillis(startedAt),
                inMillis(known.completeUntil()),
                inMillis(Instant.now()),
                known.checked(),
                known.sqlite(),
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
