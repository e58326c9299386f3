/** Copies that are brought back in place: {@code --in-place}, and its undo and finish. */
@NullMarked
package dev.flysnap.cli.place;

import org.jspecify.annotations.NullMarked;
