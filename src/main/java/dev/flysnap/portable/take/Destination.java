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
}
