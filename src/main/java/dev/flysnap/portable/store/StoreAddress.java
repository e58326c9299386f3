package dev.flysnap.portable.store;

import dev.flysnap.storage.s3.S3Address;
import dev.flysnap.storage.s3.S3Bucket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A store, or one object in it, as users name it: {@code backups/} is a directory, {@code app.db}
 * or {@code backups/app.db} one file, {@code s3://backups/shop/} a place in a bucket.
 *
 * @param object absent = the store itself
 */
public record StoreAddress(Location location, Optional<ObjectName> object) {
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*://.*");

    /** Where a store is. */
    public sealed interface Location {
        record Directory(Path path) implements Location {}

        record Bucket(S3Address address) implements Location {}
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if flysnap knows no such store
     * @throws IllegalArgumentException with a sentence for the user, if it cannot be an address
     */
    public static StoreAddress parse(String text) {
        return parse(text, System.getenv());
    }

    /** The same with another environment, which may name the bucket. */
    static StoreAddress parse(String text, Map<String, String> environment) {
        if (text.startsWith(S3Address.SCHEME)) {
            return ofBucket(text, environment);
        }
        if (SCHEME.matcher(text).matches()) {
            throw StoreProblems.unknownScheme(text).exception();
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the name of the store is empty");
        }
        Path path = Path.of(text);
        Path file = path.getFileName();
        if (text.endsWith("/") || file == null || Files.isDirectory(path)) {
            return new StoreAddress(new Location.Directory(path), Optional.empty());
        }
        Path parent = path.getParent();
        return new StoreAddress(
                new Location.Directory(parent == null ? Path.of(".") : parent),
                Optional.of(new ObjectName(file.toString())));
    }

    private static StoreAddress ofBucket(String text, Map<String, String> environment) {
        Optional<String> named =
                Optional.ofNullable(environment.get("BUCKET_NAME")).filter(it -> !it.isBlank());
        String rest = text.substring(S3Address.SCHEME.length());
        String object =
                rest.substring(rest.indexOf('/') < 0 ? rest.length() : rest.lastIndexOf('/') + 1);
        return new StoreAddress(
                new Location.Bucket(S3Address.parse(text, named)),
                object.isEmpty() ? Optional.empty() : Optional.of(new ObjectName(object)));
    }

    /** Its objects, where it is a bucket; nothing was sent yet. */
    public Optional<S3Bucket> bucket() {
        return switch (location) {
            case Location.Bucket(S3Address address) ->
                    Optional.of(S3Bucket.of(address, System.getenv()));
            case Location.Directory _ -> Optional.empty();
        };
    }

    /** The same wherever flysnap is called: what one place has in common under all its names. */
    public StoreAddress absolute() {
        return location instanceof Location.Directory(Path path)
                ? new StoreAddress(
                        new Location.Directory(path.toAbsolutePath().normalize()), object)
                : this;
    }

    /** Whether it is off this machine. */
    public boolean isRemote() {
        return location instanceof Location.Bucket;
    }

    /**
     * The store itself, for what works on whole stores: {@code s3://backups/shop} is as good there
     * as with a slash at its end.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is one file of a directory
     */
    public StoreAddress asStore() {
        if (object.isEmpty()) {
            return this;
        }
        return switch (location) {
            case Location.Bucket(S3Address address) ->
                    new StoreAddress(
                            new Location.Bucket(address.folder(object.get().value())),
                            Optional.empty());
            case Location.Directory(Path path) ->
                    throw StoreProblems.absent(path.resolve(object.get().value()).toString())
                            .exception();
        };
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if it is not there
     */
    public CopyStore open() {
        return switch (location) {
            case Location.Directory(Path path) -> DirectoryStore.open(path);
            case Location.Bucket(S3Address address) -> bucket(address);
        };
    }

    /** For copies that come; a directory is made, if what it lies in is there. */
    public CopyStore openOrCreate() {
        return switch (location) {
            case Location.Directory(Path path) when object.isEmpty() ->
                    DirectoryStore.openOrCreate(path);
            case Location.Directory(Path path) -> DirectoryStore.open(path);
            case Location.Bucket(S3Address address) -> bucket(address);
        };
    }

    private static CopyStore bucket(S3Address address) {
        S3Bucket bucket = S3Bucket.of(address, System.getenv());
        bucket.requireAccess();
        return new S3Store(bucket);
    }
}
