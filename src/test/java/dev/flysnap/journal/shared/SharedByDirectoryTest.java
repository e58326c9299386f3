package dev.flysnap.journal.shared;

import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.directory.DirectoryObjects;
import java.nio.file.Path;
import java.util.Map;

class SharedByDirectoryTest extends SharedJournalContract {
    @Override
    protected ConditionalObjects objects() {
        return new DirectoryObjects(Path.of(address()));
    }

    @Override
    protected String address() {
        return work.resolve("store").toString();
    }

    @Override
    protected Map<String, String> environment() {
        return Map.of();
    }
}
