/**
 * The messages of level 3 that put databases in place: upload the new ones, replace the old ones
 * all at once, look, and discard. Nothing else.
 */
@NullMarked
package dev.flysnap.contract.replace;

import org.jspecify.annotations.NullMarked;
