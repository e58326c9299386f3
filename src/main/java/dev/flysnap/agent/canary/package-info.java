/**
 * Writes flysnap's own small table beside the running app, so that a drill can tell to the row what
 * a restore would have lost. Must not know HTTP.
 */
@NullMarked
package dev.flysnap.agent.canary;

import org.jspecify.annotations.NullMarked;
