/**
 * The caller's side of the hook: the ways to reach it, what it answered, and the grade that follows
 * from it, never better than was proven. Knows the contract and, for one way, Fly's API; must not
 * know SQLite, runs or terminals.
 */
@NullMarked
package dev.flysnap.hook;

import org.jspecify.annotations.NullMarked;
