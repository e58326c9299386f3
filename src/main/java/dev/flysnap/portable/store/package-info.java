/**
 * Where copies are kept: named objects, each there whole or not at all. Must not know what is in
 * them.
 */
@NullMarked
package dev.flysnap.portable.store;

import org.jspecify.annotations.NullMarked;
