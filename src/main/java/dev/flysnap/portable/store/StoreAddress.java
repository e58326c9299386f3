package dev.flysnap.portable.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A store, or one object in it, as users name it: {@code backups/} is a directory, {@code app.db}
 * or {@code backups/app.db} one file.
 *
 * @param store the directory
 * @param object absent = the store itself
 */
public record StoreAddress(Path store, Optional<ObjectName> object) {
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*://.*");

    /**
     * @throws dev.flysnap.problem.FlysnapException if flysnap knows no such store
     * @throws IllegalArgumentException with a sentence for the user, if it cannot be an address
     */
    public static StoreAddress parse(String text) {
        if (SCHEME.matcher(text).matches()) {
            throw StoreProblems.unknownScheme(text).exception();
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the name of the store is empty");
        }
        Path path = Path.of(text);
        Path file = path.getFileName();
        if (text.endsWith("/") || file == null || Files.isDirectory(path)) {
            return new StoreAddress(path, Optional.empty());
        }
        Path parent = path.getParent();
        return new StoreAddress(
                parent == null ? Path.of(".") : parent,
                Optional.of(new ObjectName(file.toString())));
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if it is not there
     */
    public CopyStore open() {
        return DirectoryStore.open(store);
    }

    /** For copies that come; a directory is made, if what it lies in is there. */
    public CopyStore openOrCreate() {
        return object.isPresent() ? open() : DirectoryStore.openOrCreate(store);
    }
}
