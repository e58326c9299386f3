package dev.flysnap.portable.verify;

import dev.flysnap.file.WorkFolder;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.seal.UnsealedInput;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.check.FileCheck;
import dev.flysnap.sqlite.copy.DatabaseFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Verifies copies and files; changes nothing of them. */
public final class CopyVerifier {
    private static final String COPY = "copy.db";

    private final VerifyRequest request;

    public CopyVerifier(VerifyRequest request) {
        this.request = request;
    }

    /**
     * A copy of a store, or in a directory any file: a database with its WAL or journal, or one
     * that was compressed or encrypted.
     *
     * @throws FlysnapException if it cannot be read, or needs its app to be checked; or has no
     *     manifest, and is encrypted or in no directory
     */
    public VerifyReport verify(CopyStore store, ObjectName name) {
        return isCopy(store, name) ? verify(store, Manifests.read(store, name)) : file(store, name);
    }

    private static boolean isCopy(CopyStore store, ObjectName name) {
        return store.directory().isEmpty() || store.has(Manifests.nameFor(name));
    }

    /**
     * A copy whose manifest was read.
     *
     * @throws FlysnapException if the store cannot be read
     */
    public VerifyReport verify(CopyStore store, CopyManifest manifest) {
        boolean canBeOpened = !manifest.isEncrypted() || !request.identities().isEmpty();
        try {
            if (!canBeOpened) {
                return stored(store, manifest);
            }
            Room.demand(request.temporary(), manifest.plain().bytes());
            try (WorkFolder work = WorkFolder.in(request.temporary())) {
                return opened(store, manifest, work).report();
            }
        } catch (IOException e) {
            throw VerifyProblems.notRead(manifest.content().value(), FailureText.of(e))
                    .exception(e);
        }
    }

    private VerifyReport file(CopyStore store, ObjectName name) {
        try (WorkFolder work = WorkFolder.in(request.temporary())) {
            return openedFile(store, name, work).report();
        } catch (IOException e) {
            throw VerifyProblems.notRead(name.value(), FailureText.of(e)).exception(e);
        }
    }

    /**
     * The same, and keeps what was opened.
     *
     * @param work where the plain database is put
     * @throws FlysnapException if it cannot be read, or there is no room, or it is encrypted and no
     *     identity was given
     */
    public OpenedDatabase open(CopyStore store, ObjectName name, WorkFolder work) {
        try {
            if (!isCopy(store, name)) {
                return openedFile(store, name, work);
            }
            CopyManifest manifest = Manifests.read(store, name);
            Room.demand(work.file("."), manifest.plain().bytes());
            return opened(store, manifest, work);
        } catch (IOException e) {
            throw VerifyProblems.notRead(name.value(), FailureText.of(e)).exception(e);
        }
    }

    private OpenedDatabase openedFile(CopyStore store, ObjectName name, WorkFolder work)
            throws IOException {
        Path file = store.directory().orElseThrow().resolve(name.value());
        if (!Files.isRegularFile(file)) {
            throw VerifyProblems.absent(file).exception();
        }
        try {
            if (isSealed(file)) {
                Path copy = work.file(COPY);
                try (UnsealedInput input =
                        unseal(name, store, Files.size(file), Room.free(work.file(".")))) {
                    write(input, copy);
                }
                return opened(file.toString(), List.of(), copy);
            }
            PrivateCopy copy = PrivateCopy.of(file, work);
            return opened(file.toString(), copy.beside(), copy.file());
        } catch (FlysnapException e) {
            requireFinding(e);
            return OpenedDatabase.not(damaged(file.toString(), Optional.empty(), false, e));
        }
    }

    private OpenedDatabase opened(String name, List<String> beside, Path copy) throws IOException {
        FileCheck check = check(copy);
        return new OpenedDatabase(
                new VerifyReport(
                        name,
                        Optional.empty(),
                        Optional.of(check),
                        beside,
                        check.isDamaged(),
                        check.problems()),
                Optional.of(copy));
    }

    private static boolean isSealed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return UnsealedInput.isSealed(in);
        }
    }

    /** What the stored bytes tell to somebody who cannot open them. */
    private VerifyReport stored(CopyStore store, CopyManifest manifest) throws IOException {
        try (InputStream in = counted(store, manifest.content(), manifest.stored().bytes())) {
            List<String> problems = new ArrayList<>();
            compare("stored", manifest.stored(), ContentHash.of(in), problems);
            return new VerifyReport(
                    manifest.content().value(),
                    Optional.of(manifest),
                    Optional.empty(),
                    List.of(),
                    !problems.isEmpty(),
                    problems);
        }
    }

    private OpenedDatabase opened(CopyStore store, CopyManifest manifest, WorkFolder work)
            throws IOException {
        String name = manifest.content().value();
        try (UnsealedInput input =
                unseal(
                        manifest.content(),
                        store,
                        manifest.stored().bytes(),
                        manifest.plain().bytes())) {
            Path copy = work.file(COPY);
            UnsealedInput.Result read = write(input, copy);
            List<String> problems = new ArrayList<>();
            compare("stored", manifest.stored(), read.stored(), problems);
            compare("decrypted and decompressed", manifest.plain(), read.plain(), problems);
            if (read.wasEncrypted() != manifest.isEncrypted()) {
                problems.add(
                        "the manifest says that it is %s, and it is not"
                                .formatted(manifest.isEncrypted() ? "encrypted" : "plain"));
            }
            Optional<FileCheck> check =
                    problems.isEmpty() ? Optional.of(check(copy)) : Optional.empty();
            check.flatMap(FileCheck::facts)
                    .ifPresent(facts -> compare(manifest.sqlite(), facts, problems));
            boolean isDamaged =
                    !problems.isEmpty() || check.filter(FileCheck::isDamaged).isPresent();
            check.ifPresent(found -> problems.addAll(found.problems()));
            return new OpenedDatabase(
                    new VerifyReport(
                            name, Optional.of(manifest), check, List.of(), isDamaged, problems),
                    Optional.of(copy));
        } catch (FlysnapException e) {
            requireFinding(e);
            return OpenedDatabase.not(
                    damaged(name, Optional.of(manifest), !stored(store, manifest).isGood(), e));
        }
    }

    private UnsealedInput unseal(ObjectName name, CopyStore store, long storedBytes, long maxBytes)
            throws IOException {
        return UnsealedInput.open(
                name.value(), counted(store, name, storedBytes), request.identities(), maxBytes);
    }

    private InputStream counted(CopyStore store, ObjectName name, long storedBytes) {
        request.progress().step("reading " + name);
        return new CountedInput(
                store.patient(request.progress()::note, request.progress()::pause).open(name),
                storedBytes,
                request.progress());
    }

    private static UnsealedInput.Result write(UnsealedInput input, Path copy) throws IOException {
        DatabaseFiles.createPrivate(copy);
        try (OutputStream out = Files.newOutputStream(copy)) {
            long _ = input.transferTo(out);
        }
        return input.finish();
    }

    private FileCheck check(Path copy) throws IOException {
        request.progress().step("checking the database");
        return FileCheck.of(copy, request.depth(), request.foreignKeys(), request.expectations());
    }

    private static void compare(
            String what, ContentHash expected, ContentHash found, List<String> problems) {
        if (expected.bytes() != found.bytes()) {
            problems.add(
                    "%s it has %d bytes, and the manifest says %d"
                            .formatted(what, found.bytes(), expected.bytes()));
        } else if (!expected.equals(found)) {
            problems.add(
                    "%s its SHA-256 is %s, and the manifest says %s"
                            .formatted(what, found.sha256(), expected.sha256()));
        }
    }

    /** Its hash is right, so that another fact can only come from a manifest that was edited. */
    private static void compare(
            CopyManifest.SqliteFacts expected, DatabaseFacts found, List<String> problems) {
        boolean isSame =
                expected.pageSize() == found.pageSize()
                        && expected.pageCount() == found.pageCount()
                        && expected.userVersion() == found.userVersion()
                        && expected.applicationId() == found.applicationId()
                        && expected.schemaSha256().equals(found.schemaSha256());
        if (!isSame) {
            problems.add("the database is another one than the manifest describes");
        }
    }

    /** Damage is what was looked for; anything else means that nothing could be looked at. */
    private static void requireFinding(FlysnapException e) {
        if (e.problem().exit() != ExitCode.CHECK_NOT_MET) {
            throw e;
        }
    }

    private static VerifyReport damaged(
            String name, Optional<CopyManifest> manifest, boolean isDamaged, FlysnapException e) {
        return new VerifyReport(
                name,
                manifest,
                Optional.empty(),
                List.of(),
                isDamaged,
                List.of(e.problem().what() + " " + e.problem().why()));
    }
}
