/**
 * Checks databases beside the running app, for callers that ask again until it is done. Must not
 * know HTTP.
 */
@NullMarked
package dev.flysnap.agent.check;

import org.jspecify.annotations.NullMarked;
