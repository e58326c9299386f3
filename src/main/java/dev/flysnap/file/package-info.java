/** Writes files so that no reader sees half of one. Knows nothing of what is in them. */
@NullMarked
package dev.flysnap.file;

import org.jspecify.annotations.NullMarked;
