/**
 * The client of Fly's Machines API: the one place for tokens, pacing, retries and the shapes of
 * answers. A change is sent once; whether it happened is told by {@link
 * dev.flysnap.fly.FlyException.Outcome}. Must not know what the calls are made for: no runs, no
 * SQLite, no hook.
 */
@NullMarked
package dev.flysnap.fly;

import org.jspecify.annotations.NullMarked;
