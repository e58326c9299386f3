package dev.flysnap.hook.copy;

import java.util.Optional;

/**
 * A part of a copy's content.
 *
 * @param bytes empty only at the end
 * @param total of the whole content, once that is known
 */
public record CopyChunk(byte[] bytes, Optional<Long> total) {}
