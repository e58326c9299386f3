/**
 * Verifies that a database file is intact and what it contains. Must not know where the file came
 * from.
 */
@NullMarked
package dev.flysnap.sqlite.check;

import org.jspecify.annotations.NullMarked;
