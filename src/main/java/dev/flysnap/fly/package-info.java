/**
 * The Machines API as the rest of the program sees it: apps, machines, volumes, snapshots and the
 * platform, one class each, with a method per request. Must not know what the requests are made
 * for: no runs, no SQLite, no hook.
 *
 * <p>Requests go out through {@code fly.http}; {@code fly.resource} has the shapes that are sent
 * and received.
 */
@NullMarked
package dev.flysnap.fly;

import org.jspecify.annotations.NullMarked;
