package dev.flysnap.sqlite.replace;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.file.FolderSync;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.problem.FailureText;
import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Says which databases are being replaced. It lies beside the first of them; as long as it is
 * there, the old ones come back.
 *
 * @param keepsIncoming whether the new files must not get lost when the old ones come back, because
 *     they are old ones themselves
 */
@JsonName("replacement-marker")
public record ReplacementMarker(
        String attempt, boolean keepsIncoming, List<ReplacedDatabase> databases) {
    /** The file's. */
    public static final String NAME = ".flysnap-replacing";

    public ReplacementMarker {
        databases = List.copyOf(databases);
        if (databases.isEmpty()) {
            throw new IllegalArgumentException("nothing is to be replaced");
        }
    }

    /**
     * The one in a folder.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be read: then nobody may use the
     *     databases
     */
    public static Optional<ReplacementMarker> in(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Records.read(ReplacementMarker.class, JsonText.parse(Files.readString(file))));
        } catch (IOException e) {
            throw ReplaceProblems.markerUnreadable(file, FailureText.of(e)).exception(e);
        } catch (MalformedJson | IllegalArgumentException e) {
            throw ReplaceProblems.markerUnreadable(file, String.valueOf(e.getMessage()))
                    .exception(e);
        }
    }

    void write() throws IOException {
        AtomicFile.writePrivate(
                path(), JsonText.print(Records.write(ReplacementMarker.class, this)));
    }

    void remove() throws IOException {
        boolean _ = Files.deleteIfExists(path());
        FolderSync.sync(FileIdentity.directoryOf(path()));
    }

    private Path path() {
        return databases.getFirst().filePath().resolveSibling(NAME);
    }
}
