package dev.flysnap.proof;

import dev.flysnap.json.JsonName;
import java.util.Optional;

/**
 * What an image has that can check a database: the verifier of a restore is chosen by it.
 *
 * @param flysnap whether {@code flysnap} is on the PATH
 * @param sqlite3 the version of the {@code sqlite3} on the PATH, such as {@code 3.40.1}; absent =
 *     there is none
 */
@JsonName("image-tools")
public record ImageTools(boolean flysnap, Optional<String> sqlite3) {}
