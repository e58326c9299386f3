/**
 * Writes files atomically and passes buffers on, knows where temporary ones go, and clears them
 * away. Knows nothing of their content.
 */
@NullMarked
package dev.flysnap.file;

import org.jspecify.annotations.NullMarked;
