/** Writes files atomically. Knows nothing of their content. */
@NullMarked
package dev.flysnap.file;

import org.jspecify.annotations.NullMarked;
