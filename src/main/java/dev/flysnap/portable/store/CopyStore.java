package dev.flysnap.portable.store;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A place for copies. Every failure is a {@link dev.flysnap.problem.FlysnapException}. Several
 * processes may use it at once.
 */
public interface CopyStore {
    /** As a user names it on the command line. */
    String address();

    /**
     * The same for transfers, which wait for it where it is away for a while.
     *
     * @param notes hears of that
     */
    default CopyStore patient(Consumer<String> notes) {
        return this;
    }

    /** Whole objects, by name. */
    List<StoredObject> list();

    /** What was begun and not finished: by processes that died, or are still at work. */
    List<StoredObject> drafts();

    boolean has(ObjectName name);

    /** Begins a new object; {@link Draft#commit} refuses to replace one. */
    Draft create(ObjectName name);

    /**
     * Gives a file of this machine a name in the store, without writing its bytes again.
     *
     * @param file on its disk already, and of this process alone; it may be deleted afterwards
     * @return false where that is not possible, and nothing was done
     * @throws dev.flysnap.problem.FlysnapException if it cannot be kept, or the name is taken
     */
    default boolean takeOver(Path file, ObjectName name) {
        return false;
    }

    /**
     * Reads an object.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is not there
     */
    InputStream open(ObjectName name);

    /** The object is not there afterwards, also after a power cut. */
    void delete(ObjectName name);

    /** Like {@link #delete}, of one of the {@link #drafts}. */
    void deleteDraft(StoredObject draft);

    /** The directory that it is, where it is one of this machine. */
    Optional<Path> directory();
}
