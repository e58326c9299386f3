package dev.flysnap.restore.model;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.Records;
import dev.flysnap.restore.request.CopySource;
import java.util.Optional;

/**
 * A copy and where the new machine gets it.
 *
 * @param path of the database, as the app sees it
 * @param like what its file gets; absent = the owner that the image runs as, and what SQLite gives
 */
@JsonName("placed-copy")
public record PlacedCopy(CopySource copy, String path, Optional<Ownership> like) {
    /** Without what is known to one computer alone. */
    public Json.Obj forTag() {
        return Records.write(
                PlacedCopy.class, new PlacedCopy(copy.withoutIdentityFile(), path, like));
    }

    /**
     * @throws dev.flysnap.json.MalformedJson if somebody has changed it
     */
    public static PlacedCopy fromTag(Json.Obj json) {
        return Records.read(PlacedCopy.class, json);
    }

    /**
     * Who has a database and its directory.
     *
     * @param owner such as {@code 1000:1000}
     * @param mode in octal, such as {@code 640}
     */
    public record Ownership(
            String owner, String mode, String directoryOwner, String directoryMode) {}
}
