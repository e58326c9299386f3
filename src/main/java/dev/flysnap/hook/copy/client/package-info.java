/**
 * Reaches the copies of a hook of level 3, over HTTP or through the agent's own client by exec, and
 * chooses the way that the hook's settings say.
 */
@NullMarked
package dev.flysnap.hook.copy.client;

import org.jspecify.annotations.NullMarked;
