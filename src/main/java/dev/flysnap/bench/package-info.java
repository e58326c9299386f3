/**
 * Measures what flysnap promises against what people would do without it, in the same run: {@code
 * bin/bench}. May know whatever it measures; must not know terminals, and nothing that users run
 * depends on it.
 */
@NullMarked
package dev.flysnap.bench;

import org.jspecify.annotations.NullMarked;
