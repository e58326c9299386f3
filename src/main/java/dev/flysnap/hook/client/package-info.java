/**
 * The caller's side of the hook contract: one call each for quiesce, resume and status, whatever
 * carries it. Must not know how a hook is reached, and neither runs nor terminals.
 */
@NullMarked
package dev.flysnap.hook.client;

import org.jspecify.annotations.NullMarked;
