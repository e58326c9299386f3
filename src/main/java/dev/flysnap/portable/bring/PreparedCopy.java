package dev.flysnap.portable.bring;

import dev.flysnap.file.WorkFolder;
import dev.flysnap.model.AppName;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.verify.CopyVerifier;
import dev.flysnap.portable.verify.OpenedDatabase;
import dev.flysnap.portable.verify.VerifyReport;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.sqlite.CheckpointMode;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.FileCheck;
import dev.flysnap.sqlite.copy.DatabaseFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;

/**
 * A copy, or any SQLite file, as a plain database that was found good: one file that only its owner
 * can read, with nothing beside it. It goes when it is closed.
 */
public final class PreparedCopy implements AutoCloseable {
    /** Nobody else has it open. */
    private static final Duration ALONE = Duration.ofSeconds(1);

    private final WorkFolder work;
    private final VerifyReport report;
    private final Path file;
    private final FileCheck check;
    private final ContentHash hash;

    private PreparedCopy(
            WorkFolder work, VerifyReport report, Path file, FileCheck check, ContentHash hash) {
        this.work = work;
        this.report = report;
        this.file = file;
        this.check = check;
        this.hash = hash;
    }

    /**
     * A copy of a store.
     *
     * @throws FlysnapException if it has no manifest, is not good, or of unknown origin; nothing is
     *     left of it then
     */
    public static PreparedCopy ofCopy(CopyStore store, ObjectName content, PrepareRequest request) {
        CopyManifest trusted = Manifests.read(store, content);
        requireOrigin(store, trusted, request);
        requireApp(store, trusted, request);
        PreparedCopy prepared = of(store, content, request);
        // It is read again where the copy is opened; the store is not ours alone.
        if (!prepared.manifest().equals(Optional.of(trusted))) {
            prepared.close();
            throw BringProblems.replaced(
                            store.address(), trusted, "Its manifest was changed while it was read.")
                    .exception();
        }
        return prepared;
    }

    /**
     * Any SQLite file of a directory, with its WAL or journal, also compressed or encrypted. Where
     * a manifest lies beside it, it has to be what that says.
     *
     * @throws FlysnapException if it is not good, or in use
     */
    public static PreparedCopy ofFile(
            CopyStore directory, ObjectName name, PrepareRequest request) {
        return of(directory, name, request);
    }

    private static void requireOrigin(
            CopyStore store, CopyManifest manifest, PrepareRequest request) {
        // All of it, not only the hash: an older copy could be called by a newer one's name.
        Optional<CopyManifest> known = request.origins().writtenBy(manifest.run());
        if (known.filter(it -> !it.equals(manifest)).isPresent()) {
            throw BringProblems.replaced(
                            store.address(),
                            manifest,
                            "Its manifest is not the one that the run %s wrote, by the journal."
                                    .formatted(manifest.run()))
                    .exception();
        }
        if (known.isEmpty() && !request.trustsStore()) {
            throw BringProblems.originUnknown(store.address(), manifest).exception();
        }
    }

    private static void requireApp(CopyStore store, CopyManifest manifest, PrepareRequest request) {
        if (manifest.app().isPresent()) {
            AppName of = manifest.app().get();
            request.app()
                    .filter(it -> !it.equals(of))
                    .ifPresent(it -> {
                        throw BringProblems.ofAnotherApp(store.address(), manifest, of, it)
                                .exception();
                    });
        }
    }

    private static PreparedCopy of(CopyStore store, ObjectName name, PrepareRequest request) {
        WorkFolder work = folder(request.verify().temporary());
        try {
            OpenedDatabase opened = new CopyVerifier(request.verify()).open(store, name, work);
            if (!opened.report().isGood()) {
                throw BringProblems.notGood(opened.report()).exception();
            }
            Path file = opened.file().orElseThrow();
            intoOneFile(file);
            return new PreparedCopy(
                    work, opened.report(), file, opened.report().check().orElseThrow(), hash(file));
        } catch (IOException e) {
            work.close();
            throw BringProblems.noFolder(request.verify().temporary(), FailureText.of(e))
                    .exception(e);
        } catch (RuntimeException e) {
            work.close();
            throw e;
        } finally {
            request.verify().progress().ended();
        }
    }

    private static WorkFolder folder(Path directory) {
        try {
            return WorkFolder.in(directory);
        } catch (IOException e) {
            throw BringProblems.noFolder(directory, FailureText.of(e)).exception(e);
        }
    }

    /** What a WAL still holds belongs into the file: where it goes to there must be none. */
    private static void intoOneFile(Path file) throws IOException {
        try (Database database = Database.open(file)) {
            if (database.isWal()) {
                var _ = database.checkpoint(CheckpointMode.TRUNCATE, ALONE);
            }
        }
        for (Path left : DatabaseFiles.contentBeside(file)) {
            if (Files.size(left) > 0) {
                throw new IOException("%s could not be merged".formatted(left.getFileName()));
            }
            Files.delete(left);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static ContentHash hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ContentHash.of(in);
        }
    }

    /** The database. */
    public Path file() {
        return file;
    }

    /** Of {@link #file}. */
    public ContentHash hash() {
        return hash;
    }

    public DatabaseFacts facts() {
        return check.facts().orElseThrow();
    }

    /** What was found in it, and what was used with it. */
    public VerifyReport report() {
        return report;
    }

    /** Absent for a file without one. */
    public Optional<CopyManifest> manifest() {
        return report.manifest();
    }

    @Override
    public void close() {
        work.close();
    }
}
