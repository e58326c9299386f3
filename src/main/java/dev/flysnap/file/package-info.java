/** Writes files atomically, and knows where temporary ones go. Knows nothing of their content. */
@NullMarked
package dev.flysnap.file;

import org.jspecify.annotations.NullMarked;
