/**
 * Takes, lists and finds snapshots, and knows what was proven of them. Knows the API client, the
 * hook and sagas; must not know restores, copies or terminals.
 */
@NullMarked
package dev.flysnap.snapshot;

import org.jspecify.annotations.NullMarked;
