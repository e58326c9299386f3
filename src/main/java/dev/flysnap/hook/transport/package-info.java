/**
 * How a hook is reached: by HTTP, by a command that runs in the machine, through the app's public
 * address, or through {@code fly proxy}. Knows the client and Fly's API; must not know what a
 * quiesce is for.
 */
@NullMarked
package dev.flysnap.hook.transport;

import org.jspecify.annotations.NullMarked;
