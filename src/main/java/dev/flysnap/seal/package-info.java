/**
 * Streams that compress, encrypt and hash a copy on its way out, and undo that on its way back:
 * zstd inside, age outside, so that {@code age -d -i key FILE | zstd -d} does the same. Must not
 * know what a copy is.
 *
 * <p>The libraries are loaded when a stream needs them, and not before: most commands need none.
 */
@NullMarked
package dev.flysnap.seal;

import org.jspecify.annotations.NullMarked;
