package dev.flysnap.portable.take;

import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.Draft;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.problem.FailureText;
import dev.flysnap.seal.SealedOutput;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.copy.DatabaseFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;

/** Seals a copy on its way to where it is kept. */
record CopyKeeper(Sealing sealing) {

    SealedOutput.Result keep(Content content, OutputStream out) {
        try {
            SealedOutput.Result sealed = content.writeTo(out, sealing);
            out.flush();
            return sealed;
        } catch (IOException e) {
            throw TakeProblems.notKept("stdout", FailureText.of(e)).exception(e);
        }
    }

    /** Under its name only when all of it is on the store's disks. */
    SealedOutput.Result keep(Content content, CopyStore store, ObjectName name) {
        try {
            if (sealing.equals(Sealing.NONE) && content.file().isPresent()) {
                // What is kept as it is need not be written twice, nor have room twice.
                SealedOutput.Result hashed =
                        content.writeTo(OutputStream.nullOutputStream(), sealing);
                DatabaseFiles.sync(content.file().get());
                if (store.takeOver(content.file().get(), name)) {
                    return hashed;
                }
            }
            if (sealing.compression().isEmpty()) {
                demandRoom(store, content.bytes());
            }
            try (Draft draft = store.create(name)) {
                SealedOutput.Result sealed = content.writeTo(draft.stream(), sealing);
                draft.commit();
                return sealed;
            }
        } catch (IOException e) {
            throw TakeProblems.notKept(store.address(), FailureText.of(e)).exception(e);
        }
    }

    private static void demandRoom(CopyStore store, long bytes) throws IOException {
        if (store.directory().isPresent()) {
            long free = Files.getFileStore(store.directory().get()).getUsableSpace();
            if (free < bytes) {
                throw TakeProblems.noRoom(store.address(), bytes, free).exception();
            }
        }
    }
}
