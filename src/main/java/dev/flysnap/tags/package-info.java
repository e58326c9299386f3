/**
 * The metadata that flysnap writes to machines, and the platform's own by which a deploy adopts a
 * machine: each key in one place.
 */
@NullMarked
package dev.flysnap.tags;

import org.jspecify.annotations.NullMarked;
