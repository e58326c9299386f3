/**
 * Measures what flysnap promises, beside what people would do instead, in the same run: {@code
 * bin/bench}. Nothing that users run depends on it; it knows whatever it measures, and must not
 * know terminals.
 */
@NullMarked
package dev.flysnap.bench;

import org.jspecify.annotations.NullMarked;
