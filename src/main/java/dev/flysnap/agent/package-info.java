/**
 * The process beside the database: serves the hook's contract, holds writers off on request and
 * lets them go by itself, runs the app as its child. Stands inside the machine, so it knows nothing
 * of Fly's API, of snapshots or of runs; it must work with the network gone.
 */
@NullMarked
package dev.flysnap.agent;

import org.jspecify.annotations.NullMarked;
