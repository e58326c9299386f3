/**
 * The transports to a hook: HTTP, a command that runs in the machine, the app's public address, or
 * {@code fly proxy}; {@link dev.flysnap.hook.transport.QuiescerSelector} selects one. Knows the
 * client and Fly's API; must not know what a quiesce is for.
 */
@NullMarked
package dev.flysnap.hook.transport;

import org.jspecify.annotations.NullMarked;
