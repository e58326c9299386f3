package dev.flysnap.portable.verify;

import dev.flysnap.file.WorkFolder;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.seal.UnsealedInput;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.FileIdentity;
import dev.flysnap.sqlite.check.FileCheck;
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
    private final VerifyRequest request;

    public CopyVerifier(VerifyRequest request) {
        this.request = request;
    }

    /**
     * A copy of a store.
     *
     * @throws FlysnapException if it has no manifest, or cannot be read
     */
    public VerifyReport verify(CopyStore store, ObjectName content) {
        return verify(store, Manifests.read(store, content));
    }

    /**
     * The same, of a manifest that was read.
     *
     * @throws FlysnapException if the store cannot be read
     */
    public VerifyReport verify(CopyStore store, CopyManifest manifest) {
        boolean canBeOpened = !manifest.isEncrypted() || !request.identities().isEmpty();
        try {
            return canBeOpened ? opened(store, manifest) : stored(store, manifest);
        } catch (IOException e) {
            throw VerifyProblems.notRead(manifest.content().value(), FailureText.of(e))
                    .exception(e);
        }
    }

    /**
     * Any file: a database with its WAL or journal, or one that was compressed or encrypted. Where
     * a manifest lies beside it, it is verified as the copy that it says.
     *
     * @throws FlysnapException if it cannot be read, or is encrypted and no identity was given
     */
    public VerifyReport verify(Path file) {
        if (!Files.isRegularFile(file)) {
            throw VerifyProblems.absent(file).exception();
        }
        ObjectName name = new ObjectName(String.valueOf(file.getFileName()));
        CopyStore store = DirectoryStore.open(FileIdentity.directoryOf(file));
        if (store.has(Manifests.nameFor(name))) {
            return verify(store, name);
        }
        try (WorkFolder work = WorkFolder.in(request.temporary())) {
            if (isSealed(file)) {
                Path copy = work.file("copy.db");
                try (UnsealedInput input = unseal(name, store, Room.free(request.temporary()))) {
                    write(input, copy);
                }
                return report(file.toString(), Optional.empty(), List.of(), check(copy));
            }
            PrivateCopy copy = PrivateCopy.of(file, work);
            return report(file.toString(), Optional.empty(), copy.beside(), check(copy.file()));
        } catch (IOException e) {
            throw VerifyProblems.notRead(file.toString(), FailureText.of(e)).exception(e);
        } catch (FlysnapException e) {
            return damaged(file.toString(), Optional.empty(), e);
        }
    }

    private static boolean isSealed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return UnsealedInput.isSealed(in);
        }
    }

    /** What the stored bytes tell to somebody who cannot open them. */
    private static VerifyReport stored(CopyStore store, CopyManifest manifest) throws IOException {
        try (InputStream in = store.open(manifest.content())) {
            List<String> problems = new ArrayList<>();
            compare("stored", manifest.stored(), ContentHash.of(in), problems);
            return new VerifyReport(
                    manifest.content().value(),
                    Optional.of(manifest),
                    Optional.empty(),
                    List.of(),
                    problems);
        }
    }

    private VerifyReport opened(CopyStore store, CopyManifest manifest) throws IOException {
        Room.demand(request.temporary(), manifest.plain().bytes());
        try (WorkFolder work = WorkFolder.in(request.temporary());
                UnsealedInput input = unseal(manifest.content(), store, manifest.plain().bytes())) {
            Path copy = work.file("copy.db");
            UnsealedInput.Result read = write(input, copy);
            List<String> problems = new ArrayList<>();
            compare("stored", manifest.stored(), read.stored(), problems);
            compare("decrypted and decompressed", manifest.plain(), read.plain(), problems);
            if (read.wasEncrypted() != manifest.isEncrypted()) {
                problems.add(
                        "the manifest says that it is %s, and it is not"
                                .formatted(manifest.isEncrypted() ? "encrypted" : "plain"));
            }
            if (!problems.isEmpty()) {
                return new VerifyReport(
                        manifest.content().value(),
                        Optional.of(manifest),
                        Optional.empty(),
                        List.of(),
                        problems);
            }
            FileCheck check = check(copy);
            check.facts().ifPresent(facts -> compare(manifest.sqlite(), facts, problems));
            problems.addAll(check.problems());
            return new VerifyReport(
                    manifest.content().value(),
                    Optional.of(manifest),
                    Optional.of(check),
                    List.of(),
                    problems);
        } catch (FlysnapException e) {
            return damaged(manifest.content().value(), Optional.of(manifest), e);
        }
    }

    private UnsealedInput unseal(ObjectName name, CopyStore store, long maxBytes)
            throws IOException {
        return UnsealedInput.open(name.value(), store.open(name), request.identities(), maxBytes);
    }

    private static UnsealedInput.Result write(UnsealedInput input, Path copy) throws IOException {
        try (OutputStream out = Files.newOutputStream(copy)) {
            long _ = input.transferTo(out);
        }
        return input.finish();
    }

    private FileCheck check(Path copy) throws IOException {
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

    private static VerifyReport report(
            String name, Optional<CopyManifest> manifest, List<String> beside, FileCheck check) {
        return new VerifyReport(name, manifest, Optional.of(check), beside, check.problems());
    }

    /** Damage is what was looked for; anything else means that nothing could be looked at. */
    private static VerifyReport damaged(
            String name, Optional<CopyManifest> manifest, FlysnapException e) {
        if (e.problem().exit() != ExitCode.CHECK_NOT_MET) {
            throw e;
        }
        return new VerifyReport(
                name,
                manifest,
                Optional.empty(),
                List.of(),
                List.of(e.problem().what() + " " + e.problem().why()));
    }
}
