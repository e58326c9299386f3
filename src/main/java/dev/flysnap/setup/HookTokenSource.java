package dev.flysnap.setup;

import java.nio.file.Path;

/** Where the hook's token is stored, without the token itself. */
public sealed interface HookTokenSource {
    /** {@code FLYSNAP_HOOK_TOKEN} is set already. */
    record Environment() implements HookTokenSource {}

    /**
     * A file of one line, {@code FLYSNAP_HOOK_TOKEN=…}, that only its owner can read.
     *
     * @param isNew whether it was just created
     */
    record InFile(Path file, boolean isNew) implements HookTokenSource {}
}
