/**
 * Real processes at work on real databases, for the load test, {@code bin/soak} and {@code
 * bin/bench quiesce}: the same code with other numbers. The database is judged by what its writers
 * were told, not by what flysnap says.
 */
@NullMarked
package dev.flysnap.load;

import org.jspecify.annotations.NullMarked;
