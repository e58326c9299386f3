/**
 * Shared by both kinds of simulated volumes: names, problems, system commands. Must not know the
 * world, HTTP, or which processes use a volume.
 */
@NullMarked
package dev.flysnap.sim.disk;

import org.jspecify.annotations.NullMarked;
