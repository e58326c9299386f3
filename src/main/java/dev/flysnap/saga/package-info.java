/**
 * Work in several steps that survives a power cut anywhere. Generic over a room's own steps; knows
 * the journal and nothing of Fly.
 */
@NullMarked
package dev.flysnap.saga;

import org.jspecify.annotations.NullMarked;
