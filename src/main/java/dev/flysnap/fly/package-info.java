/**
 * The Machines API: apps, machines, volumes, snapshots and the platform, one class each, with a
 * method per request. Must not know what the requests are for: no runs, no SQLite, no hook.
 *
 * <p>{@code fly.http} sends the requests; {@code fly.resource} has the records that are sent and
 * received.
 */
@NullMarked
package dev.flysnap.fly;

import org.jspecify.annotations.NullMarked;
