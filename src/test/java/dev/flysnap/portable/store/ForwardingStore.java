package dev.flysnap.portable.store;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Another store, with something that goes differently. */
public abstract class ForwardingStore implements CopyStore {
    private final CopyStore store;

    protected ForwardingStore(CopyStore store) {
        this.store = store;
    }

    @Override
    public Draft create(ObjectName name) {
        return store.create(name);
    }

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public List<StoredObject> list() {
        return store.list();
    }

    @Override
    public List<StoredObject> drafts() {
        return store.drafts();
    }

    @Override
    public boolean has(ObjectName name) {
        return store.has(name);
    }

    @Override
    public InputStream open(ObjectName name) {
        return store.open(name);
    }

    @Override
    public void delete(ObjectName name) {
        store.delete(name);
    }

    @Override
    public void deleteDraft(StoredObject draft) {
        store.deleteDraft(draft);
    }

    @Override
    public Optional<Path> directory() {
        return store.directory();
    }
}
