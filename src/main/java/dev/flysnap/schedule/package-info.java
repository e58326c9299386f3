/**
 * Machines of flysnap's own app that Fly starts again and again, each with one command line of
 * flysnap. Knows Fly and no command: what a command line means is decided by {@code cli}. Nothing
 * secret goes into a machine's config; tokens are secrets of flysnap's app.
 *
 * <pre>
 * install:
 *   look for the machine with this schedule's name in its metadata
 *   there, as wanted        nothing
 *   there, another state    delete it, go on as if it were not there
 *   there, otherwise        replace its config; it is not started
 *   not there               state on a volume of its own? take the unattached one of that name, or make it
 *                           create the machine: Fly starts it once, and then by its schedule
 * </pre>
 *
 * A lost answer leaves a volume or a machine that the next install finds by its name.
 */
@NullMarked
package dev.flysnap.schedule;

import org.jspecify.annotations.NullMarked;
