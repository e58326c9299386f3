/**
 * Puts new databases in the place of those that the agent looks after: receives them, checks them,
 * stops the app, swaps the files ({@code sqlite.replace}), starts the app on trial, and puts the
 * old ones back when it does not come up. Must not know HTTP.
 */
@NullMarked
package dev.flysnap.agent.replace;

import org.jspecify.annotations.NullMarked;
