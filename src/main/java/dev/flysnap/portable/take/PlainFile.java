package dev.flysnap.portable.take;

import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.portable.store.StoreProblems;
import dev.flysnap.problem.FailureText;
import dev.flysnap.runtime.TransferProgress;
import dev.flysnap.seal.Sealing;
import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A database file of this computer that is to be made; only its owner will be able to read it. */
public record PlainFile(CopyStore directory, ObjectName name) {
    /** SQLite would take what lies in them for a part of the new file. */
    private static final List<String> BESIDE = List.of("", "-wal", "-journal", "-shm");

    /**
     * @throws dev.flysnap.problem.FlysnapException if its directory is not there
     * @throws IllegalArgumentException with a sentence for the user, if it cannot be a file's name
     */
    public static PlainFile at(Path path) {
        ObjectName name = new ObjectName(String.valueOf(path.getFileName()));
        return new PlainFile(DirectoryStore.open(FileIdentity.directoryOf(path)), name);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if it is there, or something of an earlier
     *     database of its name
     */
    public void requireFree() {
        for (String suffix : BESIDE) {
            ObjectName each = new ObjectName(name + suffix);
            if (directory.has(each)) {
                throw StoreProblems.taken(directory.address(), each).exception();
            }
        }
    }

    /**
     * Puts a database that is one file, and of this process alone, under this name.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be kept; then nothing is left of it
     */
    public void keep(Path database, TransferProgress progress) {
        requireFree();
        try {
            var _ =
                    new CopyKeeper(Sealing.NONE)
                            .keep(
                                    new Content.InFile(
                                            database,
                                            Files.size(database),
                                            Optional.empty(),
                                            progress::copied),
                                    directory,
                                    name);
        } catch (IOException e) {
            throw TakeProblems.notKept(directory.address(), FailureText.of(e)).exception(e);
        }
    }

    @Override
    public String toString() {
        return directory.address() + name;
    }
}
