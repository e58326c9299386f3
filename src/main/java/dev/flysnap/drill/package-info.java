/**
 * Restores on trial, measured and judged: a drill. The restoring, checking and removing is that of
 * {@code flysnap verify}; here are the choice of the source, the budgets, the judgement and the
 * history. Must not know reports, commands or terminals.
 */
@NullMarked
package dev.flysnap.drill;

import org.jspecify.annotations.NullMarked;
