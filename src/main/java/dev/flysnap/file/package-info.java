/** Writes files atomically, and clears temporary ones away. Knows nothing of their content. */
@NullMarked
package dev.flysnap.file;

import org.jspecify.annotations.NullMarked;
