package dev.flysnap.portable.take;

import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.ObjectName;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Where a copy goes. */
public sealed interface Destination {
    /** Into a store, with a name that flysnap gives. */
    record InStore(CopyStore store) implements Destination {}

    /** To a name that the user gives, beside it its manifest. */
    record AsObject(CopyStore store, ObjectName name) implements Destination {}

    /** A plain file, alone: with no manifest beside it, it is no copy but a database. */
    record AsFile(PlainFile file) implements Destination {}

    /** Into a stream that stays open; nothing is written but the copy, so it has no manifest. */
    record AsStream(OutputStream out) implements Destination {}

    /** The directory of this machine that it goes to, if it is one. */
    default Optional<Path> directory() {
        return switch (this) {
            case InStore(CopyStore store) -> store.directory();
            case AsObject(CopyStore store, ObjectName _) -> store.directory();
            case AsFile(PlainFile file) -> file.directory().directory();
            case AsStream _ -> Optional.empty();
        };
    }

    /**
     * The store with the copy and its manifest, by which it is found from any directory; empty
     * where there is no manifest.
     */
    default Optional<String> storeFromAnywhere() {
        return switch (this) {
            case AsObject(CopyStore store, ObjectName _) -> Optional.of(fromAnywhere(store));
            case InStore(CopyStore store) -> Optional.of(fromAnywhere(store));
            case AsFile _, AsStream _ -> Optional.empty();
        };
    }

    private static String fromAnywhere(CopyStore store) {
        return store.directory()
                .map(it -> it.toAbsolutePath().normalize() + "/")
                .orElseGet(store::address);
    }
}
