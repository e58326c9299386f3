package dev.flysnap.portable.take;

import dev.flysnap.portable.manifest.CopyManifest;
import java.util.Optional;

/**
 * A copy that was taken.
 *
 * @param manifest for a stream it is written nowhere
 * @param store where the copy is; absent = it went into a stream
 */
public record TakeResult(CopyManifest manifest, Optional<String> store) {}
