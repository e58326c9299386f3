package dev.flysnap.portable.store;

import dev.flysnap.storage.ListedObject;
import dev.flysnap.storage.s3.S3Bucket;
import dev.flysnap.storage.s3.S3Draft;
import dev.flysnap.storage.s3.S3Upload;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A place in a bucket. */
final class S3Store implements CopyStore {
    private final S3Bucket bucket;

    /**
     * @param bucket one that can be listed: see {@link S3Bucket#requireAccess}
     */
    S3Store(S3Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public CopyStore patient(Consumer<String> notes) {
        return new S3Store(bucket.patient(notes));
    }

    @Override
    public String address() {
        return bucket.address().toString();
    }

    @Override
    public List<StoredObject> list() {
        return objects(
                bucket.list("").stream()
                        .filter(it -> !it.name().startsWith(S3Draft.PREFIX))
                        .toList());
    }

    /** By their marks; what they take until now is not known. */
    @Override
    public List<StoredObject> drafts() {
        return objects(S3Draft.list(bucket).stream().map(S3Store::draft).toList());
    }

    /** Without the dot, which a name may not begin with. */
    private static ListedObject draft(S3Draft draft) {
        ListedObject mark = draft.mark();
        return new ListedObject(mark.name().substring(1), mark.version(), 0, mark.modifiedAt());
    }

    private static List<StoredObject> objects(List<ListedObject> found) {
        List<StoredObject> objects = new ArrayList<>();
        for (ListedObject each : found) {
            try {
                objects.add(
                        new StoredObject(
                                new ObjectName(each.name()), each.bytes(), each.modifiedAt()));
            } catch (IllegalArgumentException e) {
                // No name of ours.
            }
        }
        return List.copyOf(objects);
    }

    @Override
    public boolean has(ObjectName name) {
        return bucket.has(name.value());
    }

    @Override
    public Draft create(ObjectName name) {
        return new UploadDraft(name, bucket.upload(name.value()));
    }

    @Override
    public InputStream open(ObjectName name) {
        return bucket.open(name.value())
                .orElseThrow(() -> StoreProblems.noObject(address(), name).exception());
    }

    @Override
    public void delete(ObjectName name) {
        bucket.delete(name.value());
    }

    @Override
    public void deleteDraft(StoredObject draft) {
        S3Draft.list(bucket).stream()
                .filter(it -> draft(it).name().equals(draft.name().value()))
                .forEach(it -> it.delete(bucket));
    }

    @Override
    public Optional<Path> directory() {
        return Optional.empty();
    }

    private final class UploadDraft implements Draft {
        private final ObjectName name;
        private final S3Upload upload;

        UploadDraft(ObjectName name, S3Upload upload) {
            this.name = name;
            this.upload = upload;
        }

        @Override
        public OutputStream stream() {
            return upload;
        }

        @Override
        public void commit() {
            if (!upload.commit()) {
                throw StoreProblems.taken(address(), name).exception();
            }
        }

        @Override
        public void close() {
            upload.close();
        }
    }
}
